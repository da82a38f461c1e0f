/** Copies an artifact as it is cut, without the values that nobody may see, so that what is stored can be shown to whoever may see the run. */
import type { JsonListener } from './cut-json.ts';
import { JsonWriter } from './json-writer.ts';
import { redactMetadata } from './read-metadata.ts';
import { redactArgs } from './read-run-results.ts';

export interface ArtifactCopy {
  /** Give it to a cutter, or call it from another listener. */
  readonly listener: Required<JsonListener>;
  /** What has gathered since the last call, when it is worth writing; null otherwise. */
  readonly take: () => Buffer | null;
  /** The rest, once the cutter's `end` has passed. */
  readonly end: () => Buffer;
}

/** Bodies are copied byte by byte; only `metadata` and `args` are written anew: see `redactMetadata` and `redactArgs`. */
export function copyArtifact(): ArtifactCopy {
  const writer = new JsonWriter();
  return {
    listener: {
      onSection: (name, kind) => writer.section(name, kind),
      onEntry: ({ key, buffer, start, end }) => writer.entry(key, buffer.subarray(start, end)),
      onValue: (name, value) => writer.value(name, redact(name, value)),
    },
    take: () => (writer.isFull ? writer.take() : null),
    end: () => {
      writer.end();
      return writer.take();
    },
  };
}

function redact(name: string, value: unknown): unknown {
  if (name === 'metadata') return redactMetadata(value);
  return name === 'args' ? redactArgs(value) : value;
}
