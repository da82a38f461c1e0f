/** The pages of an exported catalog as HTML that any web server can serve. */
import { createHash } from 'node:crypto';
import type { ZippedFile } from '@weft/base/zip-stream';
import type { GraphNode } from '@weft/domain/catalog/account-graph';
import { nameOf } from '@weft/domain/governance/extra-rules';
import type { Export, ExportedNeighbours, ExportedPage } from '@weft/domain/governance/gather-export';
import { searchText, styleText } from './export-assets.ts';
import { escapeHtml, renderMarkdown } from './export-markdown.ts';

type Project = Export['projects'][number];

/** Everything but the nodes' own pages. `at`: when it was made. */
export function sharedPages({ projects, nodes, isPublicOnly }: Export, accountName: string, at: Date): readonly ZippedFile[] {
  const what = isPublicOnly ? 'public models' : 'nodes';
  const index = `<h1>${escapeHtml(accountName)}</h1>
<p class="dim">${nodes.length} ${what} in ${projects.length} ${projects.length === 1 ? 'project' : 'projects'}, as of <time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>.</p>
<p><label for="search">Search by name, description or column</label><input id="search" type="search" autofocus></p>
<p id="count" class="dim" aria-live="polite"></p>
<ul id="found"></ul>
<h2>Projects</h2>
<ul>${projects.map(({ id, name }) => `<li><a href="projects/${id}.html">${escapeHtml(name)}</a></li>`).join('')}</ul>
<script src="nodes.js"></script><script src="search.js"></script>`;
  const own = projects.map((project) => {
    const rows = nodes.flatMap(({ node }) => (node.projectId === project.id ? [rowOf(node)] : []));
    const table = `<table><thead><tr><th>Name</th><th>Type</th><th>Description</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
    return { path: `projects/${project.id}.html`, text: page(project.name, `<h1>${escapeHtml(project.name)}</h1>${table}`, '../') };
  });
  return [
    { path: 'index.html', text: page(accountName, index, '') },
    { path: 'style.css', text: styleText },
    { path: 'search.js', text: searchText },
    ...own,
  ];
}

export function nodePage(it: ExportedPage, projects: readonly Project[]): ZippedFile {
  const { node, owner, document, code } = it;
  const project = projects.find(({ id }) => id === node.projectId);
  const facts: readonly (readonly [string, string | null])[] = [
    ['Project', project ? `<a href="../projects/${project.id}.html">${escapeHtml(project.name)}</a>` : null],
    ['Type', escapeHtml(node.resourceType.replace('_', ' '))],
    ['Access', node.access && escapeHtml(node.access)],
    ['Contract', node.resourceType === 'model' ? (node.isContractEnforced ? 'enforced' : 'none') : null],
    ['Latest version', node.latestVersion === null ? null : escapeHtml(String(node.latestVersion))],
    ['Deprecated as of', node.deprecationDate && escapeHtml(node.deprecationDate.slice(0, 10))],
    ['Owner', owner && escapeHtml([owner.name, owner.email].filter(Boolean).join(', '))],
    ['Relation', document.relationName && `<code>${escapeHtml(document.relationName)}</code>`],
    ['Tags', node.tags.length > 0 ? escapeHtml(node.tags.join(', ')) : null],
  ];
  const list = facts.flatMap(([term, value]) => (value ? [`<dt>${term}</dt><dd>${value}</dd>`] : []));
  const columns = document.columns.map(
    ({ name, dataType, description }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(dataType ?? '')}</td><td>${renderMarkdown(description)}</td></tr>`,
  );
  const body = `<h1>${escapeHtml(nameOf(node))}</h1>
<dl>${list.join('')}</dl>
${renderMarkdown(document.description)}
${columns.length === 0 ? '' : `<h2>Columns</h2><table><thead><tr><th>Name</th><th>Type</th><th>Description</th></tr></thead><tbody>${columns.join('\n')}</tbody></table>`}
<div class="hops">${hop('Reads', it.parents)}${hop('Read by', it.children)}</div>
${code === null ? '' : `<h2>Code</h2><pre><code>${escapeHtml(code)}</code></pre>`}`;
  return { path: pathOf(node), text: page(nameOf(node), body, '../') };
}

/** What the search looks in, as a script, so that it works without a server too. */
export function searchIndex(pages: readonly SearchLine[]): ZippedFile {
  // In a file of its own no tag can end it; these two end lines for older readers of scripts.
  const text = JSON.stringify(pages).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return { path: 'nodes.js', text: `window.weftNodes = ${text};\n` };
}

export interface SearchLine {
  readonly name: string;
  readonly type: string;
  readonly project: string;
  readonly page: string;
  /** In lower case. */
  readonly text: string;
}

const descriptionMax = 500;

export function searchLine({ node, document }: ExportedPage, projects: readonly Project[]): SearchLine {
  const project = projects.find(({ id }) => id === node.projectId)?.name ?? '';
  const words = [nameOf(node), project, document.description.slice(0, descriptionMax), ...document.columns.map(({ name }) => name)];
  return {
    name: nameOf(node),
    type: node.resourceType.replace('_', ' '),
    project,
    page: pathOf(node),
    text: words.join(' ').toLowerCase(),
  };
}

function hop(title: string, { nodes, otherCount }: ExportedNeighbours): string {
  if (nodes.length === 0 && otherCount === 0) return '';
  const links = nodes.map((node) => `<li><a href="../${pathOf(node)}">${escapeHtml(nameOf(node))}</a></li>`);
  const others = otherCount === 0 ? '' : `<li class="dim">${otherCount} outside of this export</li>`;
  return `<section><h2>${title}</h2><ul>${links.join('')}${others}</ul></section>`;
}

function rowOf(node: GraphNode): string {
  const name = `<a href="../${pathOf(node)}">${escapeHtml(nameOf(node))}</a>`;
  return `<tr><td>${name}</td><td>${escapeHtml(node.resourceType.replace('_', ' '))}</td><td>${escapeHtml(node.description)}</td></tr>`;
}

/** Readable, of letters that every file system has, and told apart by a hash of what it names. */
function pathOf({ projectId, uniqueId }: GraphNode): string {
  const readable = uniqueId.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 100);
  const mark = createHash('sha256').update(`${projectId} ${uniqueId}`).digest('hex').slice(0, 8);
  return `nodes/${readable}-${mark}.html`;
}

function page(title: string, body: string, up: '' | '../'): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${up}style.css">
</head>
<body>
<header><a href="${up}index.html">Catalog</a></header>
<main>
${body}
</main>
</body>
</html>
`;
}
