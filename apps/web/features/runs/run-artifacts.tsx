/** What each step of a run left behind, to look at and to download. */
import { Button, Modal } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { WireRun } from '@weft/wire/v2/run';
import type { WireRunFile } from '@weft/wire/weft/run-files';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { CodeBlock } from '../../kit/code-block.tsx';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { shortSize } from '../../kit/read-time.ts';
import classes from './run-nodes.module.css';
import { artifactPath, runFilesQuery, runStepsQuery } from './run-queries.ts';
import { SqlText } from './sql-text.tsx';

export function RunArtifacts({ run }: { readonly run: WireRun }): ReactNode {
  const files = useQuery(runFilesQuery(run.account_id, run.id));
  const steps = useQuery(runStepsQuery(run.account_id, run.id)).data ?? [];
  const [viewed, setViewed] = useState<WireRunFile | null>(null);
  return (
    <Loaded from={files} skeleton={<RowSkeletons rows={6} />}>
      {(found) => (
        <>
          {found.length === 0 ? (
            <Panel title="Artifacts">
              <p className="weft-dim">This run left no artifacts: dbt writes them at the end of a command that it could begin.</p>
            </Panel>
          ) : (
            stepsOf(found).map((index) => (
              <StepFiles
                key={index}
                run={run}
                title={steps.find((step) => step.index === index)?.name ?? `Step ${index}`}
                files={found.filter(({ step_index }) => step_index === index)}
                onView={setViewed}
              />
            ))
          )}
          <Modal
            opened={viewed !== null}
            onClose={() => setViewed(null)}
            title={viewed?.path}
            size="80%"
            closeButtonProps={{ 'aria-label': 'Close' }}
          >
            {viewed === null ? null : <Content run={run} file={viewed} />}
          </Modal>
        </>
      )}
    </Loaded>
  );
}

function stepsOf(files: readonly WireRunFile[]): readonly number[] {
  return [...new Set(files.map(({ step_index }) => step_index))];
}

function StepFiles(props: {
  readonly run: WireRun;
  readonly title: string;
  readonly files: readonly WireRunFile[];
  readonly onView: (file: WireRunFile) => void;
}): ReactNode {
  const { run, files, onView } = props;
  // manifest.json and its like before compiled/….
  const sorted = [...files].sort((a, b) => a.path.split('/').length - b.path.split('/').length);
  const columns: readonly Column<WireRunFile>[] = [
    {
      key: 'path',
      title: 'File',
      sortBy: ({ path }) => path,
      cell: (file) =>
        isReadable(file) ? (
          <button type="button" className={classes.open} onClick={() => onView(file)}>
            {file.path}
          </button>
        ) : (
          file.path
        ),
    },
    {
      key: 'size',
      title: 'Size',
      align: 'end',
      width: '110px',
      sortBy: ({ size_bytes }) => size_bytes,
      cell: (it) => shortSize(it.size_bytes),
    },
    {
      key: 'get',
      title: 'Download',
      isTitleHidden: true,
      align: 'end',
      width: '130px',
      cell: (file) => (
        <Button
          component="a"
          size="compact-xs"
          variant="default"
          href={artifactPath(run.account_id, run.id, file)}
          download={file.path.split('/').at(-1)}
          leftSection={<IconDownload size={13} />}
          aria-label={`Download ${file.path}`}
        >
          Download
        </Button>
      ),
    },
  ];
  return (
    <Panel title={props.title} isFlush aside={<span>{files.length}</span>}>
      <DataTable
        label={`Artifacts of ${props.title}`}
        rows={sorted}
        columns={columns}
        keyOf={({ path }) => path}
        textOf={({ path }) => path}
      />
    </Panel>
  );
}

/** A browser shows so much text at once. */
const viewedBytesMax = 2_000_000;

function isReadable({ path, size_bytes }: WireRunFile): boolean {
  return size_bytes <= viewedBytesMax && /\.(?:json|sql|py|ya?ml|md|txt|csv)$/.test(path);
}

function Content({ run, file }: { readonly run: WireRun; readonly file: WireRunFile }): ReactNode {
  const address = artifactPath(run.account_id, run.id, file);
  const text = useQuery({
    queryKey: ['artifact-text', address],
    queryFn: async () => (await fetch(address, { cache: 'no-store' })).text(),
  });
  return (
    <Loaded from={text} skeleton={<RowSkeletons rows={8} />}>
      {(found) =>
        file.path.endsWith('.json') ? <CodeBlock title={file.path} text={pretty(found)} /> : <SqlText title={file.path} text={found} />
      }
    </Loaded>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
