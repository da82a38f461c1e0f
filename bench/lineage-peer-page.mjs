/** In the browser of the benchmark: the same nodes at the same places by @xyflow/react, moved in the same way. */
import { ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const seconds = 5;
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

async function show() {
  const { x, y, from, to, width, height, names } = await (await fetch('/places.json')).json();
  const onlyVisible = location.search.includes('visible');
  const nodes = x.map((left, at) => ({
    ...{ id: `n${at}`, position: { x: left, y: y[at] }, data: { label: names[at] }, width: 216, height: 44 },
    ...{ sourcePosition: 'right', targetPosition: 'left' },
  }));
  const edges = from.map((start, at) => ({ id: `e${at}`, source: `n${start}`, target: `n${to[at]}` }));
  let api;
  const Inner = () => {
    api = useReactFlow();
    return null;
  };
  const root = document.createElement('div');
  document.body.append(root);
  await new Promise((resolve) => {
    const flow = createElement(
      ReactFlow,
      {
        ...{ defaultNodes: nodes, defaultEdges: edges, minZoom: 0.001, onlyRenderVisibleElements: onlyVisible },
        onInit: () => requestAnimationFrame(() => requestAnimationFrame(resolve)),
      },
      createElement(Inner),
    );
    createRoot(root).render(createElement(ReactFlowProvider, null, createElement('div', { style: { width: 1280, height: 800 } }, flow)));
  });
  const readyMs = performance.now();
  const zoom = Math.min(1, 1216 / width, 736 / height);
  const fit = { zoom, x: (1280 - width * zoom) / 2, y: (800 - height * zoom) / 2 };
  const near = (at) => ({
    zoom: 0.6 + 0.2 * Math.sin(at / 30),
    x: -width * 0.2 - 200 * Math.sin(at / 20),
    y: -height * 0.3 - 400 * Math.cos(at / 25),
  });
  const all = (at) => ({ zoom: zoom * (1 + 0.1 * Math.sin(at / 30)), x: fit.x + 20 * Math.sin(at / 9), y: fit.y + 20 * Math.cos(at / 9) });
  window.result = { readyMs, near: await measure((at) => api.setViewport(near(at))), all: await measure((at) => api.setViewport(all(at))) };
}

async function measure(draw) {
  const from = performance.now();
  let frames = 0;
  while (performance.now() - from < seconds * 1000) {
    draw(frames++);
    await nextFrame();
  }
  return frames / ((performance.now() - from) / 1000);
}

void show();
