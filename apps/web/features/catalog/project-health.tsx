/** How a project stands, in a few words: tests, freshness of sources, and how much of it is described. */
import type { WireProjectHealth } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import classes from './catalog.module.css';

export function TestWords({ health }: { readonly health: WireProjectHealth | null }): ReactNode {
  if (health === null) return '–';
  const { passed, warned, failed } = health.tests;
  if (passed + warned + failed === 0) return <span className="weft-dim">none ran</span>;
  return (
    <>
      {passed} passed
      {warned > 0 ? `, ${warned} warned` : null}
      {failed > 0 ? (
        <>
          , <span className={classes.warn}>{failed} failed</span>
        </>
      ) : null}
    </>
  );
}

export function FreshnessWords({ health }: { readonly health: WireProjectHealth | null }): ReactNode {
  if (health === null) return '–';
  const { fresh, warned, stale } = health.sources;
  if (fresh + warned + stale === 0) return <span className="weft-dim">not checked</span>;
  return (
    <>
      {fresh} fresh
      {warned > 0 ? `, ${warned} late` : null}
      {stale > 0 ? (
        <>
          , <span className={classes.warn}>{stale} stale</span>
        </>
      ) : null}
    </>
  );
}

export function DescribedWords({ health }: { readonly health: WireProjectHealth | null }): ReactNode {
  if (health === null || health.relation_count === 0) return '–';
  return `${Math.round((health.described_count / health.relation_count) * 100)} %`;
}
