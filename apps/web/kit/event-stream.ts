/** Listens to a stream of the server's events; the browser reconnects by itself and says where it was. */

type Listeners<Events> = { readonly [Name in keyof Events]?: (data: Events[Name]) => void };

/** `onOpen` is called at every connection, also the first: whoever may have missed something asks again there. Returns what closes the stream. */
export function listen<Events extends object>(path: string, listeners: Listeners<Events>, onOpen?: () => void): () => void {
  const source = new EventSource(path);
  for (const name of namesOf(listeners)) {
    source.addEventListener(String(name), (event) => {
      listeners[name]?.(JSON.parse(event.data));
    });
  }
  if (onOpen !== undefined) source.addEventListener('open', onOpen);
  return () => source.close();
}

function namesOf<Keyed extends object>(keyed: Keyed): (keyof Keyed)[] {
  const names: (keyof Keyed)[] = [];
  for (const name in keyed) names.push(name);
  return names;
}
