/** In the browser of the benchmark: our picture of a lineage, from the server's answer to the canvas, then moved for some seconds. */
import type { Look } from '@weft/web/features/lineage/draw-scene';
import type { LayoutAnswer, LayoutAsked } from '@weft/web/features/lineage/layout/lay-out.worker';
import { tint } from '@weft/web/features/lineage/lenses';
import { readPicture } from '@weft/web/features/lineage/picture';
import { heightsOf, makeScene, nodeWidth } from '@weft/web/features/lineage/scene';
import { Stage } from '@weft/web/features/lineage/stage';

const look: Look = {
  ...{ ground: '#f5f2ed', node: '#ffffff', closed: '#efebe5', text: '#26221f', dimmed: '#655d54', line: '#766d63', thinLine: '#c9c0b4' },
  ...{ nodeLine: '#c9c0b4', accent: '#a83a72', faint: '#e6e0d8', font: 'sans-serif' },
};
const seconds = 5;

async function show(): Promise<void> {
  const answer = await (await fetch('/lineage.json')).json();
  const picture = readPicture(answer.data);
  const worker = new Worker('/worker.js');
  const layout = await new Promise<LayoutAnswer['layout']>((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<LayoutAnswer>) => resolve(data.layout);
    const drawing = { count: picture.nodes.length, from: picture.from, to: picture.to, heights: heightsOf(picture), nodeWidth };
    const asked: LayoutAsked = { id: 1, drawing };
    worker.postMessage(asked);
  });
  const scene = makeScene(picture, layout, tint(picture.nodes, 'status', 'light', 0), 'status');
  const canvas = document.createElement('canvas');
  document.body.append(canvas);
  const stage = new Stage(canvas, scene, { look, nowMs: () => 0, focus: -1 });
  const screen = { width: 1280, height: 800 };
  stage.resize(screen);
  stage.drawNow();
  await nextFrame();
  const readyMs = performance.now();
  const fit = stage.view;
  const near = (at: number) => ({
    zoom: 0.6 + 0.2 * Math.sin(at / 30),
    x: -layout.width * 0.2 - 200 * Math.sin(at / 20),
    y: -layout.height * 0.3 - 400 * Math.cos(at / 25),
  });
  const all = (at: number) => ({
    zoom: fit.zoom * (1 + 0.1 * Math.sin(at / 30)),
    x: fit.x + 20 * Math.sin(at / 9),
    y: fit.y + 20 * Math.cos(at / 9),
  });
  const move = (view: typeof near) =>
    measure((at) => {
      stage.view = view(at);
      stage.drawNow();
    });
  const result = { readyMs, near: await move(near), all: await move(all), width: layout.width, height: layout.height };
  Object.assign(window, { result });
}

async function measure(draw: (at: number) => void): Promise<number> {
  const from = performance.now();
  let frames = 0;
  while (performance.now() - from < seconds * 1000) {
    draw(frames++);
    await nextFrame();
  }
  return frames / ((performance.now() - from) / 1000);
}

function nextFrame(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

void show();
