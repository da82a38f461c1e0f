/** What could be better, in the words of the rules, with how to mend it. */
import type { WireFinding } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import { MarkWord } from '../../kit/mark-word.tsx';
import classes from './catalog.module.css';

export const ruleWords: Readonly<Record<WireFinding['rule'], { readonly title: string; readonly mend: string; readonly isBad?: true }>> = {
  failed_upstream: { title: 'Upstream trouble', mend: 'Mend what failed, or load the source anew.', isBad: true },
  deprecated_in_use: { title: 'Deprecated, in use', mend: 'Tell its readers, or put the date off.', isBad: true },
  public_without_contract: { title: 'Public, no contract', mend: 'Set contract: {enforced: true} and give every column its type.' },
  public_unused: { title: 'Public, unused', mend: 'Make it protected until somebody needs it.' },
  no_tests: { title: 'No tests', mend: 'Begin with unique and not_null on its key.' },
  no_description: { title: 'No description', mend: 'Say in a sentence what a row is.' },
  no_owner: { title: 'No owner', mend: 'Put it into a group that has an owner.' },
};

export function FindingList({ findings }: { readonly findings: readonly WireFinding[] }): ReactNode {
  return (
    <ul className={classes.list}>
      {findings.map(({ rule, message }) => (
        <li key={rule}>
          <MarkWord tone={ruleWords[rule].isBad ? 'bad' : 'still'}>{ruleWords[rule].title}</MarkWord>
          <span>{message}</span>
          <span className={classes.note}>{ruleWords[rule].mend}</span>
        </li>
      ))}
    </ul>
  );
}
