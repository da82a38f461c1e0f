// Runs before anything is drawn, so that a dark page never flashes white. The key is the one that the toggle writes.
(() => {
  const wanted = localStorage.getItem('weft-color-scheme') || 'auto';
  const isDark = wanted === 'dark' || (wanted === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
})();
