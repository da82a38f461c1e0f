/** The files that would say what was proposed: a list of them, and the text of the one that is chosen. */
import type { WireFileProposal } from '@weft/wire/weft/mesh-advice';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { CodeBlock } from '../../kit/code-block.tsx';
import classes from './mesh-advice.module.css';

export function AdviceFiles({ label, files }: { readonly label: string; readonly files: readonly WireFileProposal[] }): ReactNode {
  const [chosen, setChosen] = useState<string | null>(null);
  const file = files.find((it) => keyOf(it) === chosen) ?? files[0];
  const projects = [...new Set(files.map(({ project }) => project))];
  if (file === undefined) return null;
  return (
    <div className={classes.files}>
      <nav aria-label={label} className={classes.list}>
        {projects.map((project) => (
          <div key={project}>
            {projects.length > 1 ? <div className={classes.project}>{project}</div> : null}
            <ul>
              {files
                .filter((it) => it.project === project)
                .map((it) => (
                  <li key={it.path}>
                    <button
                      type="button"
                      className={classes.file}
                      aria-current={it === file ? 'true' : undefined}
                      onClick={() => setChosen(keyOf(it))}
                    >
                      <code>{it.path}</code>
                      <span className="weft-dim">{it.action === 'create' ? 'new' : 'add to it'}</span>
                    </button>
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </nav>
      <CodeBlock
        key={keyOf(file)}
        title={`${file.path} of ${file.project}: ${file.action === 'create' ? 'a new file' : 'add to what is there'}`}
        text={file.yaml}
      />
    </div>
  );
}

function keyOf({ project, path }: WireFileProposal): string {
  return `${project} ${path}`;
}
