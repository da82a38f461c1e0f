/** The style and the search of an exported catalog: no more than a page of each, and nothing from elsewhere. */

export const styleText = `:root { color-scheme: light dark; --line: #d8dce2; --dim: #5b6472; --soft: #f4f5f7; --link: #1f5fbf; }
@media (prefers-color-scheme: dark) { :root { --line: #3a4150; --dim: #a3acba; --soft: #1f242d; --link: #8db8ff; } body { background: #14171c; color: #e6e9ee; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 980px; margin: 0 auto; padding: 16px; overflow-wrap: anywhere; }
a { color: var(--link); }
header { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: baseline; border-bottom: 1px solid var(--line); padding-bottom: 8px; }
h1 { font-size: 24px; margin: 16px 0 4px; }
h2 { font-size: 18px; margin: 24px 0 8px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); }
td p { margin: 0; }
code, pre { font: 13px/1.5 ui-monospace, monospace; }
pre { background: var(--soft); padding: 12px; overflow-x: auto; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; }
dt, .dim { color: var(--dim); }
dd { margin: 0; }
input { font: inherit; width: 100%; box-sizing: border-box; padding: 8px; }
.hops { display: flex; flex-wrap: wrap; gap: 24px; }
.hops > section { flex: 1 1 260px; }
`;

/** Words must all be found in a node's name, project, description or columns; names that begin so come first. */
export const searchText = `'use strict';
(function () {
  var box = document.getElementById('search');
  var list = document.getElementById('found');
  var count = document.getElementById('count');
  var nodes = window.weftNodes || [];
  function rank(node, words) {
    var name = node.name.toLowerCase();
    if (name === words.join(' ')) return 0;
    if (name.indexOf(words[0]) === 0) return 1;
    return name.indexOf(words[0]) >= 0 ? 2 : 3;
  }
  function show() {
    var words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
    var found = words.length === 0 ? [] : nodes.filter(function (node) {
      return words.every(function (word) { return node.text.indexOf(word) >= 0; });
    });
    found.sort(function (a, b) { return rank(a, words) - rank(b, words) || (a.name < b.name ? -1 : 1); });
    list.textContent = '';
    found.slice(0, 100).forEach(function (node) {
      var item = document.createElement('li');
      var link = document.createElement('a');
      link.href = node.page;
      link.textContent = node.name;
      var note = document.createElement('span');
      note.className = 'dim';
      note.textContent = ' ' + node.type + ' in ' + node.project;
      item.append(link, note);
      list.append(item);
    });
    count.textContent = words.length === 0 ? '' : found.length + ' found';
    history.replaceState(null, '', words.length === 0 ? location.pathname : '#' + encodeURIComponent(box.value));
  }
  if (location.hash.length > 1) { try { box.value = decodeURIComponent(location.hash.slice(1)); } catch (_) { box.value = ''; } }
  box.addEventListener('input', show);
  show();
})();
`;
