/** Puts text on the clipboard, also on pages served over plain http from another machine, where browsers offer no clipboard to scripts. */
import { useRef, useState } from 'react';

export async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  if (!isCopied) throw new Error('The browser did not let the page copy. Select the text and copy it by hand.');
}

const shownMs = 1500;

/** `state` goes back to idle after a moment. */
export function useCopy(): { readonly state: 'idle' | 'copied' | 'refused'; readonly copy: (text: string) => void } {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const show = (next: 'copied' | 'refused') => {
    setState(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setState('idle'), shownMs);
  };
  return {
    state,
    copy: (text) =>
      void copyText(text).then(
        () => show('copied'),
        () => show('refused'),
      ),
  };
}
