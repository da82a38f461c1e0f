// Browsers keep this file for ever, since its name has no hash: when it changes, it gets another name.
// Runs before anything is drawn, so that a dark page never flashes white. The key is the one that the toggle writes.
(() => {
  const wanted = localStorage.getItem('weft-color-scheme') || 'auto';
  const isDark = wanted === 'dark' || (wanted === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
})();
