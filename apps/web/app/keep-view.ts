/** What of each project is looked at, its production or its staging: said by the address, and kept while one walks. */
import { useSearch } from '@tanstack/react-router';

export type View = 'staging' | undefined;

/** An address that names none is of production; `production` in a link leads back from another. */
export function readView(value: unknown): 'production' | 'staging' | undefined {
  return value === 'staging' || value === 'production' ? value : undefined;
}

/** For each route that has a view: a link that says nothing of it leads to the same one. */
export function keepView<Search extends object>({ search, next }: { search: Search; next: (search: Search) => Search }): Search {
  const found: Search & { view?: unknown } = next(search);
  const view = found.view ?? ('view' in search ? search.view : undefined);
  return { ...found, view: view === 'production' ? undefined : view };
}

/** Of the page that is open. */
export function useView(): View {
  return readView(useSearch({ strict: false }).view) === 'staging' ? 'staging' : undefined;
}
