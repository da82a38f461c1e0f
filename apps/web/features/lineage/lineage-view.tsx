/** One picture with what belongs to it: its drawing or its table, what the colours mean, files of it, and the chosen node. */
import { Button, Menu, Skeleton, useComputedColorScheme } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMemo, useRef } from 'react';
import { useNowMs } from '../../kit/clock.ts';
import { Panel } from '../../kit/panel.tsx';
import { makePng, makeSvg, saveFile } from './export-picture.ts';
import { Legend } from './legend.tsx';
import { lensTitles, tint } from './lenses.ts';
import classes from './lineage.module.css';
import { LineageCanvas } from './lineage-canvas.tsx';
import { type LineageSearch, withoutNode, withTerm } from './lineage-search.ts';
import { LineageTable } from './lineage-table.tsx';
import { NodePanel } from './node-panel.tsx';
import type { Picture } from './picture.ts';
import { readLook } from './read-look.ts';
import { makeScene, type Scene } from './scene.ts';
import type { CanvasDeeds } from './stage.ts';
import { useLayout } from './use-layout.ts';

export function LineageView(props: {
  readonly accountId: number;
  readonly picture: Picture;
  readonly search: LineageSearch;
  readonly column: string | undefined;
  readonly go: (change: Partial<LineageSearch>, isStep?: boolean) => void;
}): ReactNode {
  const { accountId, picture, search, go } = props;
  const lens = search.lens ?? 'type';
  const scheme = useComputedColorScheme('light');
  const nowMs = useNowMs(600);
  const laidOut = useLayout(picture);
  const minute = Math.floor(nowMs / 600_000);
  const scene = useMemo(
    () =>
      laidOut === null
        ? null
        : makeScene(laidOut.picture, laidOut.layout, tint(laidOut.picture.nodes, lens, scheme, minute * 600_000), lens),
    [laidOut, lens, scheme, minute],
  );
  const body = useRef<HTMLDivElement>(null);
  const shown = scene?.picture ?? picture;
  const node = shown.nodes.find(({ uniqueId }) => uniqueId !== '' && uniqueId === search.focus);
  const deeds = useDeeds(accountId, shown, search, go);
  return (
    <>
      <div className={classes.about}>
        {scene === null ? null : <Legend title={lensTitles[lens]} entries={scene.legend} />}
        <span className={classes.count} aria-live="polite">
          {props.column === undefined ? '' : 'Dashed: computed from it. Dotted: rows chosen, joined, grouped or ordered by it. '}
          {counted(picture.nodes.length, 'node')}, {counted(picture.from.length, 'arrow')}
        </span>
        {scene === null ? null : <Export scene={scene} within={body} nowMs={nowMs} />}
      </div>
      <div ref={body} className={classes.body}>
        {search.show === 'table' ? (
          <div className={classes.table}>
            <Panel title="Nodes" isFlush>
              <LineageTable picture={shown} lens={lens} nowMs={minute * 600_000} onFocus={deeds.onFocus} />
            </Panel>
          </div>
        ) : scene === null ? (
          <div aria-busy="true" role="status" aria-label="Laying out" className={classes.stage}>
            <Skeleton h="100%" radius="md" />
          </div>
        ) : (
          <LineageCanvas scene={scene} focus={node?.number ?? -1} at={search.at} onRest={(at) => go({ at }, false)} {...deeds} />
        )}
        {node === undefined ? null : (
          <NodePanel
            {...deeds}
            accountId={accountId}
            picture={shown}
            node={node}
            column={props.column}
            onClose={() => go({ focus: undefined, column: undefined })}
            onAlone={(uniqueId) => go({ select: `1+${uniqueId}+1`, more: undefined, hide: undefined, at: undefined })}
            onColumn={(column) => go({ column, at: undefined })}
          />
        )}
      </div>
    </>
  );
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** The same functions all along, so that a long table is not drawn anew for each step. */
function useDeeds(
  accountId: number,
  picture: Picture,
  search: LineageSearch,
  go: (change: Partial<LineageSearch>, isStep?: boolean) => void,
) {
  const navigate = useNavigate();
  const latest = useRef({ picture, search, go });
  latest.current = { picture, search, go };
  return useMemo((): CanvasDeeds => {
    const idOf = (number: number) => latest.current.picture.nodes[number]?.uniqueId || undefined;
    return {
      onFocus: (number) => latest.current.go({ focus: idOf(number) }, false),
      onExpand: (number, side) => {
        const uniqueId = idOf(number);
        if (uniqueId === undefined || latest.current.search.column !== undefined) return;
        const term = side === 'up' ? `1+${uniqueId}` : `${uniqueId}+1`;
        latest.current.go({ more: withTerm(latest.current.search.more, term), focus: uniqueId });
      },
      onHide: (number) => {
        const uniqueId = idOf(number);
        const { more, hide, column } = latest.current.search;
        if (uniqueId === undefined || column !== undefined) return;
        latest.current.go({ hide: withTerm(hide, uniqueId), more: withoutNode(more, uniqueId), focus: undefined });
      },
      onOpen: (number) => {
        const node = latest.current.picture.nodes[number];
        if (node === undefined || node.isClosed) return;
        const params = { accountId, projectId: node.projectId, uniqueId: node.uniqueId };
        void navigate({ to: '/catalog/$accountId/projects/$projectId/nodes/$uniqueId', params });
      },
    };
  }, [accountId, navigate]);
}

function Export(props: {
  readonly scene: Scene;
  readonly within: { readonly current: HTMLElement | null };
  readonly nowMs: number;
}): ReactNode {
  const { scene, within, nowMs } = props;
  const save = async (kind: 'svg' | 'png') => {
    const look = readLook(within.current ?? document.body);
    const content = kind === 'svg' ? new Blob([makeSvg(scene, look, nowMs)], { type: 'image/svg+xml' }) : await makePng(scene, look, nowMs);
    saveFile(content, `lineage.${kind}`);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="compact-xs" variant="default" leftSection={<IconDownload size={13} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void save('svg')}>SVG, for other programs</Menu.Item>
        <Menu.Item onClick={() => void save('png')}>PNG, as a picture</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
