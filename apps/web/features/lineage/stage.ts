/** The canvas while it is on the page: what is shown of which scene, and drawing it again when something has changed. */
import { drawScene, type Look, type Pointed } from './draw-scene.ts';
import { boxAt } from './grid.ts';
import { litAround } from './picture.ts';
import { nodeWidth, type Scene } from './scene.ts';
import { fitView, panView, type Size, showBox, showsAll, type View, zoomView } from './view.ts';

/** What is asked for in the picture. */
export interface CanvasDeeds {
  /** -1: none. */
  readonly onFocus: (number: number) => void;
  readonly onOpen: (number: number) => void;
  readonly onExpand: (number: number, side: 'up' | 'down') => void;
  readonly onHide: (number: number) => void;
}

const readableFrom = 0.55;
const nearZoom = 0.75;
/** A whole drawing that takes longer than a frame of the screen. */
const slowMs = 16;
/** Between whole drawings, so many times as long as one takes. */
const restShare = 4;
const restMs = 90;

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
  /** The last whole drawing, and where it looked; what it took. */
  private readonly still: HTMLCanvasElement;
  private stillView: View | null = null;
  private wholeMs = 0;
  private wholeAt = Number.NEGATIVE_INFINITY;
  private rest: ReturnType<typeof setTimeout> | undefined;

  /** `willReadFrequently`: a canvas in memory, which for thousands of short lines is many times as fast as one on a card that is simulated, and no slower on most real ones. */
  constructor(canvas: HTMLCanvasElement, scene: Scene, how: { readonly look: Look; readonly nowMs: () => number; readonly focus: number }) {
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (context === null) throw new Error('this browser draws on no canvas');
    this.canvas = canvas;
    this.context = context;
    this.still = canvas.ownerDocument.createElement('canvas');
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
    this.stillView = null;
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
    this.stillView = null;
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
    this.stillView = null;
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
      zoom: nearZoom,
      x: this.screen.width / 2 - (x + nodeWidth / 2) * nearZoom,
      y: this.screen.height / 2 - y * nearZoom,
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

  /**
   * Where a whole drawing takes long, the last one is shifted and scaled while one moves, and drawn anew at rest, and now and then where
   * something comes into sight that it has not: a picture that follows the hand at once and is sharp a moment later is better than one that is
   * sharp and follows late.
   */
  drawNow(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    clearTimeout(this.rest);
    const still = this.wholeMs > slowMs && this.stillView !== this.view ? this.stillView : null;
    const sinceWhole = performance.now() - this.wholeAt;
    if (
      still !== null &&
      (sinceWhole < restShare * this.wholeMs || showsAll(still, this.view, { picture: this.scene.layout, screen: this.screen }))
    ) {
      this.shiftStill();
      this.rest = setTimeout(() => this.drawWhole(), restMs);
    } else this.drawWhole();
    for (const hear of this.listeners) hear();
  }

  private drawWhole(): void {
    const begun = performance.now();
    const pointed: Pointed = { lit: this.lit, focus: this.focus, hover: this.hover };
    const at = { view: this.view, screen: this.screen, scale: this.scale(), nowMs: this.nowMs() };
    drawScene(this.context, this.scene, at, this.look, pointed);
    // A canvas may only note what it is to draw, until it is asked for a point of it.
    this.context.getImageData(0, 0, 1, 1);
    this.wholeAt = performance.now();
    this.wholeMs = this.wholeAt - begun;
    this.stillView = null;
    if (this.wholeMs <= slowMs) return;
    [this.still.width, this.still.height] = [this.canvas.width, this.canvas.height];
    this.still.getContext('2d', { alpha: false, willReadFrequently: true })?.drawImage(this.canvas, 0, 0);
    this.stillView = this.view;
  }

  private shiftStill(): void {
    const before = this.stillView ?? this.view;
    const by = this.view.zoom / before.zoom;
    const scale = this.scale();
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.fillStyle = this.look.ground;
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    this.context.setTransform(by, 0, 0, by, (this.view.x - before.x * by) * scale, (this.view.y - before.y * by) * scale);
    this.context.drawImage(this.still, 0, 0);
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.rest);
    this.listeners.clear();
  }

  private light(): void {
    this.lit = litAround(this.scene.picture, this.hover >= 0 ? this.hover : this.focus);
    this.stillView = null;
    this.draw();
  }

  private scale(): number {
    return Math.min(2, globalThis.devicePixelRatio || 1);
  }
}
