/** The nodes of a run by thread and time, drawn: thousands of bars are one picture. What it says, the table under it says to those who do not see it. */
import type { MouseEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { shortDuration } from '../../kit/read-time.ts';
import classes from './lane-canvas.module.css';
import type { Span } from './node-times.ts';
import type { LaneBar, Lanes } from './plan-lanes.ts';
import { nodeKey } from './plan-lanes.ts';

const laneHeight = 22;
const barHeight = 14;
const axisHeight = 20;

export function LaneCanvas(props: {
  readonly lanes: Lanes;
  readonly whole: Span;
  readonly critical: ReadonlySet<string>;
  /** Others are faint. */
  readonly shown: ReadonlySet<string>;
  readonly onOpen: (bar: LaneBar) => void;
}): ReactNode {
  const { lanes, whole, critical, shown } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [pointed, setPointed] = useState<{ readonly bar: LaneBar; readonly x: number } | null>(null);
  const height = lanes.names.length * laneHeight + axisHeight;
  useEffect(() => {
    const it = canvas.current;
    if (it === null) return;
    const observer = new ResizeObserver(() => setWidth(it.clientWidth));
    observer.observe(it);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const it = canvas.current;
    const pen = it?.getContext('2d');
    if (it === null || !pen || width === 0) return;
    const ratio = window.devicePixelRatio;
    it.width = width * ratio;
    it.height = height * ratio;
    pen.scale(ratio, ratio);
    drawLanes(pen, readColours(it), { lanes, whole, critical, shown, width, height });
  }, [lanes, whole, critical, shown, width, height]);
  const find = (event: MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return barAt(lanes, whole, width, event.clientX - box.left, event.clientY - box.top);
  };
  return (
    <div className={classes.frame}>
      <div className={classes.names} aria-hidden="true">
        {lanes.names.map((name) => (
          <span key={name} title={name}>
            {name.replace(/ \(worker\)$/, '')}
          </span>
        ))}
      </div>
      <div className={classes.picture}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${lanes.bars.length} nodes on ${lanes.names.length} threads in ${shortDuration((whole.toMs - whole.fromMs) / 1000)}`}
          style={{ width: '100%', height, display: 'block', cursor: pointed === null ? 'default' : 'pointer' }}
          onMouseMove={(event) => {
            const bar = find(event);
            setPointed(bar === null ? null : { bar, x: event.clientX - event.currentTarget.getBoundingClientRect().left });
          }}
          onMouseLeave={() => setPointed(null)}
          onClick={(event) => {
            const bar = find(event);
            if (bar !== null) props.onOpen(bar);
          }}
        />
        {pointed === null ? null : (
          <div
            className={classes.tip}
            style={{ left: Math.min(pointed.x + 10, Math.max(0, width - 270)), top: (pointed.bar.lane + 1) * laneHeight + 2 }}
          >
            <b>{pointed.bar.node.name}</b> {pointed.bar.node.state} ·{' '}
            {shortDuration((pointed.bar.span.toMs - pointed.bar.span.fromMs) / 1000)}
            {critical.has(nodeKey(pointed.bar.node)) ? ' · on the critical path' : ''}
          </div>
        )}
      </div>
    </div>
  );
}

interface Picture {
  readonly lanes: Lanes;
  readonly whole: Span;
  readonly critical: ReadonlySet<string>;
  readonly shown: ReadonlySet<string>;
  readonly width: number;
  readonly height: number;
}

type Colours = (name: string) => string;

function readColours(it: HTMLElement): Colours {
  const style = getComputedStyle(it);
  return (name) => style.getPropertyValue(name).trim();
}

const colourOf: Readonly<Record<string, string>> = {
  success: '--weft-good',
  error: '--weft-bad',
  fail: '--weft-bad',
  warn: '--weft-warn',
  running: '--weft-busy',
};

function drawLanes(pen: CanvasRenderingContext2D, colour: Colours, { lanes, whole, critical, shown, width, height }: Picture): void {
  pen.clearRect(0, 0, width, height);
  const perMs = width / (whole.toMs - whole.fromMs);
  drawAxis(pen, colour, whole, width, height);
  for (const { node, span, lane } of lanes.bars) {
    const x = (span.fromMs - whole.fromMs) * perMs;
    const length = Math.max(1.5, (span.toMs - span.fromMs) * perMs - 0.5);
    const y = lane * laneHeight + (laneHeight - barHeight) / 2;
    const key = nodeKey(node);
    pen.globalAlpha = shown.has(key) ? 1 : 0.15;
    pen.fillStyle = colour(colourOf[node.state] ?? '--weft-still');
    pen.fillRect(x, y, length, barHeight);
    if (critical.has(key)) {
      pen.fillStyle = colour('--weft-accent');
      pen.fillRect(x, y + barHeight, length, 3);
    }
  }
  pen.globalAlpha = 1;
}

function drawAxis(pen: CanvasRenderingContext2D, colour: Colours, whole: Span, width: number, height: number): void {
  const seconds = (whole.toMs - whole.fromMs) / 1000;
  const step = niceStep(seconds / Math.max(2, width / 110));
  pen.font = '11px system-ui, sans-serif';
  for (let at = 0; at <= seconds; at += step) {
    const x = Math.round((at / seconds) * width) + 0.5;
    pen.fillStyle = colour('--weft-line');
    pen.fillRect(x, 0, 1, height - axisHeight + 4);
    pen.fillStyle = colour('--mantine-color-dimmed');
    if (x < width - 30) pen.fillText(shortDuration(at), x + 3, height - 6);
  }
}

function niceStep(least: number): number {
  const nice = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];
  return nice.find((step) => step >= least) ?? 28_800;
}

/** The one under the pointer; a bar too thin to hit is hit a little beside it. */
function barAt({ bars }: Lanes, whole: Span, width: number, x: number, y: number): LaneBar | null {
  const lane = Math.floor(y / laneHeight);
  const ms = whole.fromMs + (x / Math.max(1, width)) * (whole.toMs - whole.fromMs);
  const slack = ((whole.toMs - whole.fromMs) / Math.max(1, width)) * 3;
  const near = bars.filter((bar) => bar.lane === lane && bar.span.fromMs - slack <= ms && ms <= bar.span.toMs + slack);
  return near.find(({ span }) => span.fromMs <= ms && ms <= span.toMs) ?? near[0] ?? null;
}
