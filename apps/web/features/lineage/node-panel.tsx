/** What is known of the chosen node, and what can be done with it in the picture. */
import { Button, CloseButton } from '@mantine/core';
import { IconArrowBarLeft, IconArrowBarRight, IconEyeOff, IconFocus2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { MarkWord, type Tone } from '../../kit/mark-word.tsx';
import { Facts } from '../../kit/panel.tsx';
import { shortDuration } from '../../kit/read-time.ts';
import { Ago } from '../../kit/time.tsx';
import classes from './lineage.module.css';
import { NodeColumns } from './node-columns.tsx';
import { type NodeChange, neighboursOf, type Picture, type PictureNode } from './picture.ts';

export interface PanelDeeds {
  readonly onClose: () => void;
  readonly onFocus: (number: number) => void;
  readonly onExpand: (number: number, side: 'up' | 'down') => void;
  readonly onHide: (number: number) => void;
  /** This node and one hop around it, and nothing else. */
  readonly onAlone: (uniqueId: string) => void;
  readonly onColumn: (column: string | undefined) => void;
}

export function NodePanel(
  props: PanelDeeds & {
    readonly accountId: number;
    readonly picture: Picture;
    readonly node: PictureNode;
    /** Whose way is drawn now. */
    readonly column: string | undefined;
  },
): ReactNode {
  const { accountId, picture, node, column } = props;
  return (
    <aside className={classes.panel} aria-label="Chosen node">
      <div className={classes.head}>
        <h2 className={classes.title}>
          {node.isClosed ? (
            'Closed box'
          ) : (
            <Link
              to="/catalog/$accountId/projects/$projectId/nodes/$uniqueId"
              params={{ accountId, projectId: node.projectId, uniqueId: node.uniqueId }}
            >
              {node.name}
            </Link>
          )}
        </h2>
        <CloseButton size="sm" aria-label="Close" onClick={props.onClose} />
      </div>
      {node.isClosed ? (
        <p className="weft-dim">
          Here are nodes of a project that you may not read. What they are called is not said; that they are on the way is.
        </p>
      ) : (
        <>
          <NodeFacts accountId={accountId} node={node} />
          {column === undefined ? <Moves {...props} /> : null}
        </>
      )}
      <Neighbours title="Reads" nodes={neighboursOf(picture, node.number, 'parents')} onFocus={props.onFocus} />
      <Neighbours title="Read by" nodes={neighboursOf(picture, node.number, 'children')} onFocus={props.onFocus} />
      {node.isClosed || !node.isReadable || !hasColumns.has(node.type) ? null : (
        <NodeColumns accountId={accountId} node={node} chosen={column} onColumn={props.onColumn} />
      )}
    </aside>
  );
}

const hasColumns: ReadonlySet<string> = new Set(['model', 'source', 'seed', 'snapshot']);
const tones: Readonly<Record<string, Tone>> = {
  success: 'good',
  pass: 'good',
  error: 'bad',
  fail: 'bad',
  'runtime error': 'bad',
  warn: 'busy',
};

function NodeFacts({ accountId, node }: { readonly accountId: number; readonly node: PictureNode }): ReactNode {
  const { status, freshness } = node;
  return (
    <>
      <p className={classes.kind}>
        {node.type.replaceAll('_', ' ')} of{' '}
        {node.isReadable ? (
          <Link to="/deploy/$accountId/projects/$projectId" params={{ accountId, projectId: node.projectId }}>
            {node.projectName}
          </Link>
        ) : (
          node.projectName
        )}
      </p>
      <Facts
        items={[
          status === null
            ? null
            : [
                'Last status',
                <MarkWord key="status" tone={tones[status] ?? 'still'}>
                  {status}
                </MarkWord>,
              ],
          freshness === null
            ? null
            : [
                'Source',
                <MarkWord key="fresh" tone={tones[freshness] ?? 'still'}>
                  {freshness}
                </MarkWord>,
              ],
          node.change === null ? null : ['Changed', <ChangeWord key="change" accountId={accountId} node={node} change={node.change} />],
          node.freshAt === null ? null : [node.type === 'source' ? 'Loaded' : 'Built', <Ago key="built" at={iso(node.freshAt)} />],
          node.runSeconds === null ? null : ['Took', shortDuration(node.runSeconds)],
          node.materialization === null ? null : ['Materialized', node.materialization],
          node.access === null ? null : ['Access', <AccessWord key="access" accountId={accountId} node={node} />],
          node.hasContract ? ['Contract', 'enforced'] : null,
          node.version === null ? null : ['Version', node.version],
          node.deprecationDate === null ? null : ['Deprecated', <Ago key="deprecated" at={node.deprecationDate} />],
          node.group === null ? null : ['Group', node.group],
          node.owner === null ? null : ['Owner', node.owner],
          node.layer === null ? null : ['Layer', node.layer],
        ]}
      />
      <code className={classes.id}>{node.uniqueId}</code>
    </>
  );
}

/** What differs, and where that is shown field by field. */
function ChangeWord(props: { readonly accountId: number; readonly node: PictureNode; readonly change: NodeChange }): ReactNode {
  const { accountId, node, change } = props;
  const { words, before, after } = change;
  if (words === 'new') return 'new';
  return (
    <Link
      to="/deploy/$accountId/projects/$projectId/history/compare"
      params={{ accountId, projectId: node.projectId }}
      search={{ before, after, node: node.uniqueId }}
    >
      {words.replaceAll('_', ' ')}
    </Link>
  );
}

/** A public model has a page of what it offers. */
function AccessWord({ accountId, node }: { readonly accountId: number; readonly node: PictureNode }): ReactNode {
  if (node.access !== 'public' || !node.isReadable) return node.access;
  return (
    <Link
      to="/deploy/$accountId/projects/$projectId/public-models"
      params={{ accountId, projectId: node.projectId }}
      search={{ model: node.uniqueId }}
    >
      public
    </Link>
  );
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function Moves({ node, onExpand, onHide, onAlone }: PanelDeeds & { readonly node: PictureNode }): ReactNode {
  const look = { size: 'compact-xs', variant: 'default' } as const;
  return (
    <div className={classes.moves}>
      <Button
        {...look}
        leftSection={<IconArrowBarLeft size={13} />}
        disabled={node.moreUp === 0}
        onClick={() => onExpand(node.number, 'up')}
      >
        {node.moreUp === 0 ? 'All parents shown' : `${node.moreUp} more before`}
      </Button>
      <Button
        {...look}
        leftSection={<IconArrowBarRight size={13} />}
        disabled={node.moreDown === 0}
        onClick={() => onExpand(node.number, 'down')}
      >
        {node.moreDown === 0 ? 'All readers shown' : `${node.moreDown} more behind`}
      </Button>
      <Button {...look} leftSection={<IconFocus2 size={13} />} onClick={() => onAlone(node.uniqueId)}>
        Only one hop around
      </Button>
      <Button {...look} leftSection={<IconEyeOff size={13} />} onClick={() => onHide(node.number)}>
        Hide
      </Button>
    </div>
  );
}

const shownAtOnce = 12;

function Neighbours(props: {
  readonly title: string;
  readonly nodes: readonly PictureNode[];
  readonly onFocus: (number: number) => void;
}): ReactNode {
  const { title, nodes, onFocus } = props;
  if (nodes.length === 0) return null;
  return (
    <section>
      <h3 className={classes.section}>
        {title} {nodes.length > shownAtOnce ? <span className="weft-dim">{nodes.length}</span> : null}
      </h3>
      <ul className={classes.list}>
        {nodes.slice(0, shownAtOnce).map((node) => (
          <li key={node.number}>
            <button type="button" className={classes.link} onClick={() => onFocus(node.number)}>
              {node.isClosed ? 'a closed box' : node.name}
            </button>
          </li>
        ))}
        {nodes.length > shownAtOnce ? <li className="weft-dim">and {nodes.length - shownAtOnce} more, in the table</li> : null}
      </ul>
    </section>
  );
}
