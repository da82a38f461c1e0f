/** Takes the catalog away as files that any web server can serve: public models of all projects, or chosen projects whole. */
import { Button, Checkbox, Group, Modal, Radio, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { projectsQuery } from '../projects/project-queries.ts';

export function ExportButton({ accountId }: { readonly accountId: number }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" size="xs" leftSection={<IconDownload size={14} aria-hidden="true" />} onClick={() => setOpen(true)}>
        Export catalog
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title="Export catalog" closeButtonProps={{ 'aria-label': 'Close' }}>
        <Choice accountId={accountId} onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function Choice({ accountId, onDone }: { readonly accountId: number; readonly onDone: () => void }): ReactNode {
  const [kind, setKind] = useState('public');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const projects = useQuery(projectsQuery(accountId)).data ?? [];
  const isWhole = kind === 'whole';
  const asked = isWhole ? `?${chosen.map((id) => `project_id=${id}`).join('&')}` : '';
  const isReady = !isWhole || chosen.length > 0;
  return (
    <Stack gap="sm">
      <p className="weft-dim">A zip of plain pages with a search, which any web server can serve. Whoever can open them reads all of it.</p>
      <Radio.Group label="What goes into it" value={kind} onChange={setKind}>
        <Stack gap={6} mt={6}>
          <Radio value="public" label="Public models of all projects, without code" />
          <Radio value="whole" label="Chosen projects whole, with code" />
        </Stack>
      </Radio.Group>
      {isWhole ? (
        <Checkbox.Group label="Projects" value={[...chosen]} onChange={setChosen}>
          <Stack gap={6} mt={6}>
            {projects.map(({ id, name }) => (
              <Checkbox key={id} value={String(id)} label={name} />
            ))}
          </Stack>
        </Checkbox.Group>
      ) : null}
      <Group justify="flex-end">
        <Button
          component="a"
          href={isReady ? `/api/weft/accounts/${accountId}/catalog-export/${asked}` : undefined}
          aria-disabled={!isReady}
          data-disabled={!isReady || undefined}
          onClick={(event) => {
            if (isReady) onDone();
            else event.preventDefault();
          }}
          download
        >
          Download
        </Button>
      </Group>
    </Stack>
  );
}
