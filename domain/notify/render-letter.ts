/** Turns a letter into a mail, a Slack post or a Teams card; names and messages are other people's text and are escaped for each. */
import type { Letter } from './describe-run.ts';

export interface MailBody {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** `unsubscribeUrl`: a page that asks once more, since mail programs open links by themselves. */
export function renderMail(letter: Letter, unsubscribeUrl: string): MailBody {
  return { subject: subjectOf(letter), text: renderText(letter, unsubscribeUrl), html: renderHtml(letter, unsubscribeUrl) };
}

/** One line, whatever a job is called: a line break in a subject would begin another header. */
export function subjectOf({ title }: Letter): string {
  const line = title.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

function renderText(letter: Letter, unsubscribeUrl: string): string {
  return [
    letter.title,
    '',
    ...letter.facts.map(([name, value]) => `${name}: ${value}`),
    ...(letter.reason === null ? [] : ['', letter.reason]),
    ...(letter.nodes.length === 0 ? [] : ['']),
    ...letter.nodes.map(({ name, state, message }) => `- ${name} ${state}${message === null ? '' : `: ${message}`}`),
    ...(letter.moreNodes === 0 ? [] : [`- and ${letter.moreNodes} more`]),
    '',
    letter.url,
    '',
    `To get no more of these mails: ${unsubscribeUrl}`,
    '',
  ].join('\n');
}

function renderHtml(letter: Letter, unsubscribeUrl: string): string {
  const facts = letter.facts
    .map(([name, value]) => `<tr><td style="color:#666;padding:2px 16px 2px 0">${html(name)}</td><td>${html(value)}</td></tr>`)
    .join('');
  const nodes = letter.nodes
    .map(
      ({ name, state, message }) =>
        `<li><b>${html(name)}</b> ${html(state)}${message === null ? '' : `: <code>${html(message)}</code>`}</li>`,
    )
    .join('');
  const more = letter.moreNodes === 0 ? '' : `<li>and ${letter.moreNodes} more</li>`;
  return [
    '<!doctype html><html><body style="font-family:system-ui,sans-serif;font-size:14px;line-height:1.5">',
    `<h2 style="font-size:17px;margin:0 0 12px">${html(letter.title)}</h2>`,
    `<table style="border-collapse:collapse;font-size:14px">${facts}</table>`,
    letter.reason === null ? '' : `<p style="white-space:pre-wrap">${html(letter.reason)}</p>`,
    nodes === '' ? '' : `<ul style="padding-left:20px">${nodes}${more}</ul>`,
    `<p><a href="${html(letter.url)}">Open the run</a></p>`,
    `<p style="color:#666;font-size:12px"><a href="${html(unsubscribeUrl)}" style="color:#666">Get no more of these mails</a></p>`,
    '</body></html>',
  ].join('\n');
}

/** An incoming webhook of Slack: `text` in its own markup, where only these three characters mean something. */
export function renderSlack(letter: Letter): object {
  const nodes = letter.nodes.map(
    ({ name, state, message }) => `• *${slack(name)}* ${slack(state)}${message === null ? '' : `: ${slack(message)}`}`,
  );
  const text = [
    `*<${letter.url}|${slack(letter.title).replaceAll('|', '¦')}>*`,
    letter.facts.map(([name, value]) => `${slack(name)}: ${slack(value)}`).join(' · '),
    ...(letter.reason === null ? [] : [slack(letter.reason)]),
    ...nodes,
    ...(letter.moreNodes === 0 ? [] : [`• and ${letter.moreNodes} more`]),
  ].join('\n');
  return { text, unfurl_links: false };
}

/** A workflow of Teams takes an adaptive card; so do the older connectors. */
export function renderTeams(letter: Letter): object {
  const block = (text: string, more: object = {}) => ({ type: 'TextBlock', text: markdown(text), wrap: true, ...more });
  const nodes = letter.nodes.map(({ name, state, message }) => block(`${name} ${state}${message === null ? '' : `: ${message}`}`));
  const card = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      block(letter.title, { size: 'Medium', weight: 'Bolder' }),
      { type: 'FactSet', facts: letter.facts.map(([title, value]) => ({ title, value: markdown(value) })) },
      ...(letter.reason === null ? [] : [block(letter.reason)]),
      ...nodes,
      ...(letter.moreNodes === 0 ? [] : [block(`and ${letter.moreNodes} more`)]),
    ],
    actions: [{ type: 'Action.OpenUrl', title: 'Open the run', url: letter.url }],
  };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card }] };
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

function slack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Links and emphasis of a name would be carried out otherwise. */
function markdown(text: string): string {
  return text.replace(/[\\[\]()*_`]/g, (sign) => `\\${sign}`);
}
