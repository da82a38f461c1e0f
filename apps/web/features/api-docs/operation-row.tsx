/** One operation: a line that opens into what it takes and a command to try it with. */
import { IconChevronRight } from '@tabler/icons-react';
import type { WireOperation, WireParameter } from '@weft/wire/weft/api-description';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { CodeBlock } from '../../kit/code-block.tsx';
import classes from './api-docs.module.css';
import type { Operation } from './api-docs-queries.ts';
import { curlOf } from './curl-of.ts';
import { type Field, fieldsOf, typeOf } from './read-schema.ts';

export function OperationRow({ operation, host }: { readonly operation: Operation; readonly host: string }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const { method, path, described } = operation;
  return (
    <details className={classes.operation} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes.line}>
        <IconChevronRight size={14} className={classes.chevron} aria-hidden="true" />
        <span className={classes.method} data-method={method}>
          {method}
        </span>
        <code className={classes.path}>{path}</code>
        <span className={classes.summary}>{described.summary}</span>
      </summary>
      {isOpen ? (
        <div className={classes.inside}>
          <Needs described={described} />
          <Parameters title="In the path" items={described.parameters.filter((it) => it.in === 'path')} />
          <Parameters title="In the query" items={described.parameters.filter((it) => it.in === 'query')} />
          <Body described={described} />
          <CodeBlock title="Try it" text={curlOf(operation, host)} />
        </div>
      ) : null}
    </details>
  );
}

function Needs({ described }: { readonly described: WireOperation }): ReactNode {
  const permission = described['x-permission'];
  const event = described['x-event'];
  return (
    <p className={classes.needs}>
      {permission === null ? (
        described.description
      ) : (
        <>
          Needs the permission <code>{permission}</code>.
        </>
      )}
      {event === null ? null : (
        <>
          {' '}
          The audit log says <code>{event}</code>.
        </>
      )}
    </p>
  );
}

function Parameters({ title, items }: { readonly title: string; readonly items: readonly WireParameter[] }): ReactNode {
  return (
    <FieldTable title={title} fields={items.map(({ name, required, schema }) => ({ name, isRequired: required, type: typeOf(schema) }))} />
  );
}

function Body({ described }: { readonly described: WireOperation }): ReactNode {
  const schema = described.requestBody?.content['application/json'].schema;
  if (schema === undefined) return null;
  const fields = fieldsOf(schema);
  if (fields.length === 0) return <p className={classes.needs}>The body is {typeOf(schema)}.</p>;
  return <FieldTable title="In the body" fields={fields} />;
}

function FieldTable({ title, fields }: { readonly title: string; readonly fields: readonly Field[] }): ReactNode {
  if (fields.length === 0) return null;
  return (
    <table className={classes.fields}>
      <caption>{title}</caption>
      <tbody>
        {fields.map(({ name, isRequired, type }) => (
          <tr key={name}>
            <th scope="row">
              <code>{name}</code>
            </th>
            <td>{type}</td>
            <td className={classes.required}>{isRequired ? 'required' : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
