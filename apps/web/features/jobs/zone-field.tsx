/** Chooses the time zone whose clock a schedule goes by. */
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMemo } from 'react';

/** The reader's own; `UTC` where the browser does not tell. */
export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

export function ZoneField({ value, onChange }: { readonly value: string; readonly onChange: (zone: string) => void }): ReactNode {
  const data = useMemo(() => {
    const own = browserZone();
    const near = [...new Set(['UTC', own])];
    const all = Intl.supportedValuesOf('timeZone').filter((zone) => !near.includes(zone));
    // One that this browser does not know is kept as it is.
    return [...near, ...(near.includes(value) || all.includes(value) ? [] : [value]), ...all];
  }, [value]);
  return (
    <Select
      label="Time zone"
      description="Times are meant by its clock, summer time included"
      searchable
      allowDeselect={false}
      nothingFoundMessage="No time zone has this in its name"
      limit={200}
      maxDropdownHeight={280}
      data={data}
      value={value}
      onChange={(zone) => onChange(zone ?? 'UTC')}
    />
  );
}
