/** The canvas while it is on the page: what is shown of which scene, and drawing it again when something has changed. */
import { drawScene, type Look, type Pointed } from './draw-scene.ts';
import { boxAt } from './grid.ts';
import { litAround } from './picture.ts';
import { nodeWidth, type Scene } from './scene.ts';
import { fitView, panView, type Size, showBox, type View, zoomView } from './view.ts';

/** What is asked for in the picture. */
export interface CanvasDeeds {
  /** -1: none. */
  readonly onFocus: (number: number) => void;
  readonly onOpen: (number: number) => void;
  readonly onExpand: (number: number, side: 'up' | 'down') => void;
  readonly onHide: (number: number) => void;
}

const readableFrom = 0.75;

export class Stage {
  scene: Scene;
  view: View;
  screen: Size = { width: 1, height: 1 };
  hover = -1;
  focus = -1;
  /** Called after each drawing. */
  readonly listeners = new Set<() => void>();
  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private readonly nowMs: () => number;
  private look: Look;
  private lit: Uint8Array | null = null;
  private frame = 0;

  /** `willReadFrequently`: a canvas in memory, which for thousands of short lines is many times as fast as one on a card that is simulated, and no slower on most real ones. */
  constructor(canvas: HTMLCanvasElement, scene: Scene, how: { readonly look: Look; readonly nowMs: () => number; readonly focus: number }) {
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (context === null) throw new Error('this browser draws on no canvas');
    this.canvas = canvas;
    this.context = context;
    this.scene = scene;
    this.look = how.look;
    this.nowMs = how.nowMs;
    this.focus = how.focus;
    this.lit = litAround(scene.picture, how.focus);
    this.view = fitView(scene.layout, this.screen);
  }

  /** Where the chosen node was, it stays; else all is shown. */
  setScene(scene: Scene): void {
    const before = this.scene;
    this.scene = scene;
    if (before.layout === scene.layout) {
      this.draw();
      return;
    }
    const kept = before.picture.nodes[this.focus];
    const number = kept === undefined ? -1 : scene.picture.nodes.findIndex((it) => it.uniqueId !== '' && it.uniqueId === kept.uniqueId);
    if (number < 0) this.fit();
    else {
      const { zoom } = this.view;
      const x = this.view.x + ((before.layout.x[this.focus] ?? 0) - (scene.layout.x[number] ?? 0)) * zoom;
      const y = this.view.y + ((before.layout.y[this.focus] ?? 0) - (scene.layout.y[number] ?? 0)) * zoom;
      this.view = { x, y, zoom };
    }
    this.hover = -1;
    this.setFocus(number);
  }

  setLook(look: Look): void {
    this.look = look;
    this.draw();
  }

  setFocus(number: number): void {
    this.focus = number;
    this.light();
  }

  setHover(number: number): void {
    if (number === this.hover) return;
    this.hover = number;
    this.light();
  }

  resize(screen: Size): void {
    const isFirst = this.screen.width <= 1;
    this.screen = screen;
    const scale = this.scale();
    this.canvas.width = Math.max(1, Math.round(screen.width * scale));
    this.canvas.height = Math.max(1, Math.round(screen.height * scale));
    if (isFirst) this.begin();
    this.draw();
  }

  /** All of it; or the chosen node, where all of it could not be read. */
  private begin(): void {
    this.view = fitView(this.scene.layout, this.screen);
    if (this.focus < 0 || this.view.zoom >= readableFrom) return;
    const { layout } = this.scene;
    const [x, y] = [layout.x[this.focus] ?? 0, layout.y[this.focus] ?? 0];
    this.view = {
      zoom: readableFrom,
      x: this.screen.width / 2 - (x + nodeWidth / 2) * readableFrom,
      y: this.screen.height / 2 - y * readableFrom,
    };
  }

  setView(view: View): void {
    this.view = view;
    this.draw();
  }

  fit(): void {
    this.setView(fitView(this.scene.layout, this.screen));
  }

  pan(x: number, y: number): void {
    this.setView(panView(this.view, x, y));
  }

  zoom(factor: number, at = { x: this.screen.width / 2, y: this.screen.height / 2 }): void {
    this.setView(zoomView(this.view, factor, at, { picture: this.scene.layout, screen: this.screen }));
  }

  show(number: number): void {
    const { layout, heights } = this.scene;
    const box = { x: layout.x[number] ?? 0, y: layout.y[number] ?? 0, width: nodeWidth, height: heights[number] ?? 0 };
    this.setView(showBox(this.view, box, this.screen));
  }

  /** -1: none is there. */
  nodeAt(x: number, y: number): number {
    return boxAt(this.scene.grid, (x - this.view.x) / this.view.zoom, (y - this.view.y) / this.view.zoom);
  }

  draw(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.drawNow());
  }

  drawNow(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const pointed: Pointed = { lit: this.lit, focus: this.focus, hover: this.hover };
    drawScene(
      this.context,
      this.scene,
      { view: this.view, screen: this.screen, scale: this.scale(), nowMs: this.nowMs() },
      this.look,
      pointed,
    );
    for (const hear of this.listeners) hear();
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    this.listeners.clear();
  }

  private light(): void {
    this.lit = litAround(this.scene.picture, this.hover >= 0 ? this.hover : this.focus);
    this.draw();
  }

  private scale(): number {
    return Math.min(2, globalThis.devicePixelRatio || 1);
  }
}
