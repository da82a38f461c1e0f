/** Cuts lines that nobody reads to their end: a program that prints a hundred megabytes without a line end would fill the disk, and the page that shows it. */

/** Half of what is read of a line at most, so that no secret is cut in two before it is looked for. */
export const lineLengthMax = 4 * 1024 * 1024;

const note = `… (Weft cut this line: it has more than ${lineLengthMax.toLocaleString('en')} characters)`;

/** Cut what is scrubbed already: half of a secret is none to look for, and still tells half of it. */
export function cutLines(text: string): string {
  if (text.length <= lineLengthMax) return text;
  return text
    .split('\n')
    .map((line) => (line.length <= lineLengthMax ? line : `${line.slice(0, lineLengthMax)}${note}`))
    .join('\n');
}
