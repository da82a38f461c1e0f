/** The tables of a split: refs that cross, models that must be public, refs to rewrite, and what moves. */
import type { WireCrossing, WireRefChange, WireSplitAdvice } from '@weft/wire/weft/mesh-advice';
import type { ReactNode } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import classes from './mesh-advice.module.css';

type Offered = WireSplitAdvice['offered'][number];
type Moved = { readonly kind: string; readonly name: string; readonly file: string | null; readonly how: 'move' | 'copy' };

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <>
      <h3 className={classes.heading}>{title}</h3>
      <div className={classes.bleed}>{children}</div>
    </>
  );
}

export function Crossings({ crossings }: { readonly crossings: readonly WireCrossing[] }): ReactNode {
  if (crossings.length === 0) return <p className="weft-dim">No ref would cross: the two projects would not know of each other.</p>;
  return (
    <Part title={`Refs that cross: ${crossings.length}`}>
      <DataTable
        label="Refs that cross"
        rows={crossings}
        columns={crossingColumns}
        keyOf={({ reader_kind, reader, parent }) => `${reader_kind} ${reader} ${parent}`}
        textOf={({ reader, reader_kind, reader_project, parent, parent_project }) =>
          `${reader} ${reader_kind} ${reader_project} ${parent} ${parent_project}`
        }
        sorting={{ key: 'direction', isDescending: false }}
      />
    </Part>
  );
}

const crossingColumns: readonly Column<WireCrossing>[] = [
  {
    key: 'direction',
    title: 'Direction',
    sortBy: ({ reader_project, reader }) => `${reader_project} ${reader}`,
    cell: ({ reader_project, parent_project }) => (
      <span className={classes.change}>
        {reader_project} reads {parent_project}
      </span>
    ),
  },
  {
    key: 'reader',
    title: 'Reader',
    sortBy: ({ reader }) => reader,
    cell: ({ reader, reader_kind }) => (
      <span>
        <b>{reader}</b> <Kind kind={reader_kind} />
      </span>
    ),
  },
  {
    key: 'parent',
    title: 'Reads',
    sortBy: ({ parent }) => parent,
    cell: ({ parent, parent_kind }) => (
      <span>
        {parent} <Kind kind={parent_kind} />
      </span>
    ),
  },
];

function Kind({ kind }: { readonly kind: string }): ReactNode {
  return kind === 'model' ? null : <span className="weft-dim">{kind.replaceAll('_', ' ')}</span>;
}

export function OfferedAcross({ offered }: { readonly offered: readonly Offered[] }): ReactNode {
  if (offered.length === 0) return null;
  return (
    <Part title="Models that the other project reads">
      <DataTable
        label="Models that the other project reads"
        rows={offered}
        columns={offeredColumns}
        keyOf={({ unique_id }) => unique_id}
        sorting={{ key: 'name', isDescending: false }}
      />
    </Part>
  );
}

const contracts = { enforced: 'enforced', ready: 'in the files below', none: 'columns or types unknown: run dbt docs generate' } as const;

const offeredColumns: readonly Column<Offered>[] = [
  { key: 'name', title: 'Model', sortBy: ({ name }) => name, cell: ({ name }) => <b>{name}</b> },
  { key: 'project', title: 'Stays in', sortBy: ({ project }) => project, cell: ({ project }) => project },
  { key: 'readers', title: 'Readers', align: 'end', sortBy: ({ readers }) => readers, cell: ({ readers }) => readers },
  {
    key: 'access',
    title: 'Access',
    sortBy: ({ present }) => present,
    cell: ({ present }) =>
      present === 'public' ? (
        <code className="weft-dim">public</code>
      ) : (
        <span className={classes.change}>
          <code className="weft-dim">{present}</code> → <code className={classes.proposed}>public</code>
        </span>
      ),
  },
  { key: 'contract', title: 'Contract', isMinor: true, sortBy: ({ contract }) => contract, cell: ({ contract }) => contracts[contract] },
];

export function RefChanges({ refs }: { readonly refs: readonly WireRefChange[] }): ReactNode {
  if (refs.length === 0) return null;
  return (
    <Part title={`Refs to rewrite: ${refs.length}`}>
      <DataTable
        label="Refs to rewrite"
        rows={refs}
        columns={refColumns}
        keyOf={({ file, reader, from }) => `${file} ${reader} ${from}`}
        textOf={({ file, reader, from, to }) => `${file} ${reader} ${from} ${to}`}
        sorting={{ key: 'file', isDescending: false }}
      />
    </Part>
  );
}

const refColumns: readonly Column<WireRefChange>[] = [
  { key: 'file', title: 'File', sortBy: ({ file }) => file, cell: ({ file }) => <code>{file}</code> },
  { key: 'reader', title: 'In', isMinor: true, sortBy: ({ reader }) => reader, cell: ({ reader }) => reader },
  { key: 'from', title: 'Now', sortBy: ({ from }) => from, cell: ({ from }) => <code className="weft-dim">{from}</code> },
  { key: 'to', title: 'Becomes', sortBy: ({ to }) => to, cell: ({ to }) => <code>{to}</code> },
];

export function Along({ models, along }: Pick<WireSplitAdvice, 'models' | 'along'>): ReactNode {
  const moved: Moved[] = [...models.map(({ name, file }) => ({ kind: 'model', name, file, how: 'move' as const })), ...along];
  return (
    <Part title="What goes into the new project">
      <DataTable
        label="What goes into the new project"
        rows={moved}
        columns={movedColumns}
        keyOf={({ kind, name }) => `${kind} ${name}`}
        textOf={({ kind, name, file, how }) => `${kind} ${name} ${file ?? ''} ${how}`}
      />
      <p className={classes.hint}>
        With them go the tests and descriptions in their YAML, and copies of the macros, packages and <code>dbt_project.yml</code> settings
        that they use.
      </p>
    </Part>
  );
}

const movedColumns: readonly Column<Moved>[] = [
  { key: 'name', title: 'Name', sortBy: ({ name }) => name, cell: ({ name }) => <b>{name}</b> },
  { key: 'kind', title: 'Kind', sortBy: ({ kind }) => kind, cell: ({ kind }) => kind.replaceAll('_', ' ') },
  { key: 'how', title: 'How', sortBy: ({ how }) => how, cell: ({ how }) => (how === 'move' ? 'moves' : 'is copied: both need it') },
  { key: 'file', title: 'File', isMinor: true, sortBy: ({ file }) => file, cell: ({ file }) => (file === null ? '' : <code>{file}</code>) },
];
