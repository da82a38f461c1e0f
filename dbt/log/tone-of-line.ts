/** What a line of dbt's log is about, by dbt's own words for how a node ended: logs are kept without colours. */

export type LineTone = 'plain' | 'good' | 'bad' | 'warn';

/** Counts of a summary, such as `ERROR=0`, are words too, and mean the opposite. */
const bad =
  /\b(?:ERROR|FAIL(?:ED)?)\b(?!=0)|\b(?:Database|Compilation|Runtime|Parsing|Dependency|Encountered an) [Ee]rror\b|^\s*Traceback \(/;
const warn = /\bWARN(?:ING)?\b(?!=0)/;
const good = /^\d\d:\d\d:\d\d(?:\.\d+)?\s+\d+ of \d+ (?:OK|PASS)\b|Completed successfully/;

export function toneOfLine(line: string): LineTone {
  if (bad.test(line)) return 'bad';
  if (warn.test(line)) return 'warn';
  return good.test(line) ? 'good' : 'plain';
}

/** Quicker than to look at each line: whether one of the words of a failure is anywhere in a text of many. */
export function mayTellOfError(text: string): boolean {
  return text.includes('ERROR') || text.includes('FAIL') || text.includes('rror') || text.includes('Traceback');
}
