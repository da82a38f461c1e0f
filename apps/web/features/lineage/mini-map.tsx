/** The whole picture in a corner, and which part of it is in sight. */
import type { PointerEvent, ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import type { Scheme } from './lenses.ts';
import classes from './lineage.module.css';
import { readLook } from './read-look.ts';
import { nodeWidth, type Scene } from './scene.ts';
import type { Stage } from './stage.ts';

const size = { width: 176, height: 110 };

/** Those who see no picture need none of it, and keys move the large one. */
export function MiniMap({ stage, scene, scheme }: { readonly stage: Stage; readonly scene: Scene; readonly scheme: Scheme }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { layout } = scene;
  const zoom = Math.min((size.width - 8) / Math.max(1, layout.width), (size.height - 8) / Math.max(1, layout.height), 0.2);
  const corner = { x: (size.width - layout.width * zoom) / 2, y: (size.height - layout.height * zoom) / 2 };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are those of the scheme
  useEffect(() => {
    const context = canvas.current?.getContext('2d', { alpha: false, willReadFrequently: true });
    if (!context || canvas.current === null) return;
    const look = readLook(canvas.current);
    const dots = drawDots(scene, { zoom, corner, ground: look.node });
    const draw = () => {
      context.drawImage(dots, 0, 0);
      const { view, screen } = stage;
      const [left, top] = [(-view.x / view.zoom) * zoom + corner.x, (-view.y / view.zoom) * zoom + corner.y];
      context.strokeStyle = look.accent;
      context.lineWidth = 1.5;
      context.strokeRect(left, top, (screen.width / view.zoom) * zoom, (screen.height / view.zoom) * zoom);
    };
    draw();
    stage.listeners.add(draw);
    return () => {
      stage.listeners.delete(draw);
    };
  }, [stage, scene, scheme]);
  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.buttons === 0) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const [x, y] = [(event.clientX - left - corner.x) / zoom, (event.clientY - top - corner.y) / zoom];
    const { view, screen } = stage;
    stage.setView({ zoom: view.zoom, x: screen.width / 2 - x * view.zoom, y: screen.height / 2 - y * view.zoom });
  };
  return (
    <div className={classes.map} aria-hidden="true">
      <canvas ref={canvas} {...size} onPointerDown={go} onPointerMove={go} />
    </div>
  );
}

function drawDots(
  { layout, heights, legend, colorAt, picture }: Scene,
  { zoom, corner, ground }: { readonly zoom: number; readonly corner: { readonly x: number; readonly y: number }; readonly ground: string },
): HTMLCanvasElement {
  const dots = document.createElement('canvas');
  [dots.width, dots.height] = [size.width, size.height];
  const context = dots.getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) return dots;
  context.fillStyle = ground;
  context.fillRect(0, 0, size.width, size.height);
  for (let node = 0; node < picture.nodes.length; node++) {
    context.fillStyle = legend[colorAt[node] ?? 0]?.color ?? '';
    const [x, y] = [(layout.x[node] ?? 0) * zoom + corner.x, (layout.y[node] ?? 0) * zoom + corner.y];
    context.fillRect(x, y, Math.max(1.5, nodeWidth * zoom), Math.max(1.5, (heights[node] ?? 0) * zoom));
  }
  return dots;
}
