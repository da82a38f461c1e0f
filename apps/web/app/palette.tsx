/** Jumps to a page, project, environment, job, run or node of the catalog by typing a part of its name. */
import { Modal, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { KeyboardEvent, ReactNode } from 'react';
import { useId, useState } from 'react';
import { matchesWords } from '../kit/arrange-rows.ts';
import { useFoundNodes } from './found-nodes.ts';
import classes from './palette.module.css';
import type { Place } from './places.ts';
import { usePlaces } from './places.ts';

const shownAtMost = 12;
/** Beside what the catalog finds. */
const placesAtMost = 6;

export function Palette(props: { readonly accountId: number; readonly onClose: () => void }): ReactNode {
  return (
    <Modal
      opened
      onClose={props.onClose}
      withCloseButton={false}
      centered={false}
      yOffset="12vh"
      padding={0}
      title="Go to"
      classNames={{ header: classes.hidden }}
      transitionProps={{ duration: 80 }}
    >
      <Search accountId={props.accountId} onClose={props.onClose} />
    </Modal>
  );
}

function Search({ accountId, onClose }: { readonly accountId: number; readonly onClose: () => void }): ReactNode {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const navigate = useNavigate();
  const places = usePlaces(accountId, typed)
    .filter(({ kind, name, within }) => matchesWords(`${kind} ${name} ${within}`, typed.trim()))
    .slice(0, typed.trim() === '' ? shownAtMost : placesAtMost);
  const found = [...places, ...useFoundNodes(accountId, typed)];
  const chosen = Math.min(at, found.length - 1);
  const go = (place: Place | undefined) => {
    if (place === undefined) return;
    onClose();
    void navigate({ href: place.href });
  };
  const hearKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((chosen + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter') go(found[chosen]);
  };
  return (
    <div>
      <TextInput
        data-autofocus
        onKeyDown={hearKey}
        variant="unstyled"
        size="md"
        className={classes.input}
        leftSection={<IconSearch size={16} />}
        placeholder="Model, column, tag, project, environment, job, run number or page"
        aria-label="Go to"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-activedescendant={found.length > 0 ? `${listId}-${chosen}` : undefined}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
      />
      <PlaceList id={listId} places={found} chosen={chosen} onChoose={go} onPoint={setAt} />
      {found.length === 0 ? <p className={classes.none}>Nothing is called that.</p> : null}
    </div>
  );
}

function PlaceList(props: {
  readonly id: string;
  readonly places: readonly Place[];
  readonly chosen: number;
  readonly onChoose: (place: Place) => void;
  readonly onPoint: (index: number) => void;
}): ReactNode {
  return (
    <div id={props.id} role="listbox" aria-label="Places" className={classes.list}>
      {props.places.map((place, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the text field hears the keys for the whole list
        <div
          key={place.href}
          id={`${props.id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === props.chosen}
          className={classes.place}
          onClick={() => props.onChoose(place)}
          onPointerMove={() => props.onPoint(index)}
        >
          <span className={classes.kind}>{place.kind}</span>
          <span className={classes.name}>{place.name}</span>
          <span className={classes.within}>{place.within}</span>
        </div>
      ))}
    </div>
  );
}
