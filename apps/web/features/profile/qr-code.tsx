/** A QR code, drawn in the browser: what it holds goes to nobody. */
import { create } from 'qrcode';
import type { ReactNode } from 'react';
import classes from './app-panel.module.css';

/** The quiet zone that readers want around the code, in modules. */
const margin = 4;

export function QrCode({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const size = modules.size + 2 * margin;
  const squares: string[] = [];
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++)
      if (modules.get(row, column)) squares.push(`M${column + margin} ${row + margin}h1v1h-1z`);
  return (
    <svg className={classes.code} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={squares.join('')} />
    </svg>
  );
}
