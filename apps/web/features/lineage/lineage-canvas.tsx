/** The picture on the page: a canvas that is moved by mouse, wheel, touch and keys. */
import { ActionIcon, Tooltip, useComputedColorScheme, VisuallyHidden } from '@mantine/core';
import { IconFocusCentered, IconMinus, IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { nowMs } from '../../kit/clock.ts';
import { hearKeys } from './hear-keys.ts';
import { hearPointers } from './hear-pointers.ts';
import classes from './lineage.module.css';
import { MiniMap } from './mini-map.tsx';
import { describeNode } from './picture.ts';
import { readLook } from './read-look.ts';
import type { Scene } from './scene.ts';
import { type CanvasDeeds, Stage } from './stage.ts';
import { readView, writeView } from './view.ts';

const restMs = 400;

export function LineageCanvas(
  props: CanvasDeeds & {
    readonly scene: Scene;
    readonly focus: number;
    /** As in the address. */
    readonly at: string | undefined;
    readonly onRest: (at: string) => void;
  },
): ReactNode {
  const { scene, focus } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Stage | null>(null);
  const deeds = useRef(props);
  deeds.current = props;
  const scheme = useComputedColorScheme('light');
  const hint = useId();

  // Made once; later scenes are given to it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useLayoutEffect(() => {
    if (canvas.current === null || frame.current === null) return;
    const box = frame.current;
    const made = new Stage(canvas.current, scene, { look: readLook(box), nowMs, focus });
    const measure = () => made.resize({ width: box.clientWidth, height: box.clientHeight });
    measure();
    const view = readView(deeds.current.at);
    if (view !== null) made.setView(view);
    const watch = new ResizeObserver(measure);
    watch.observe(box);
    const silence = [hearPointers(box, made, deeds), hearKeys(box, made, deeds), tellWhenAtRest(made, deeds)];
    setStage(made);
    return () => {
      watch.disconnect();
      for (const end of silence) end();
      made.close();
    };
  }, []);
  useEffect(() => stage?.setScene(scene), [stage, scene]);
  useEffect(() => {
    if (stage === null || stage.focus === focus) return;
    stage.setFocus(focus);
    if (focus >= 0) stage.show(focus);
  }, [stage, focus]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are those of the scheme
  useEffect(() => {
    if (stage !== null && frame.current !== null) stage.setLook(readLook(frame.current));
  }, [stage, scheme]);

  return (
    <div className={classes.stage}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keys move through the picture */}
      <div ref={frame} className={classes.frame} role="application" tabIndex={0} aria-label="Lineage graph" aria-describedby={hint}>
        <canvas ref={canvas} className={classes.canvas} />
      </div>
      <VisuallyHidden id={hint}>
        Arrow keys move along the graph, Enter opens a node, the brackets show one hop more before or behind it, Delete puts it away, plus,
        minus and 0 change the size. The table has the same nodes.
      </VisuallyHidden>
      <VisuallyHidden aria-live="polite">{describeNode(scene.picture, focus)}</VisuallyHidden>
      {stage === null ? null : (
        <>
          <MiniMap stage={stage} scene={scene} scheme={scheme} />
          <div className={classes.zooms}>
            <ZoomButton title="Larger" onClick={() => stage.zoom(1.4)}>
              <IconPlus size={14} />
            </ZoomButton>
            <ZoomButton title="Smaller" onClick={() => stage.zoom(1 / 1.4)}>
              <IconMinus size={14} />
            </ZoomButton>
            <ZoomButton title="Show all" onClick={() => stage.fit()}>
              <IconFocusCentered size={14} />
            </ZoomButton>
          </div>
        </>
      )}
    </div>
  );
}

function ZoomButton(props: { readonly title: string; readonly onClick: () => void; readonly children: ReactNode }): ReactNode {
  return (
    <Tooltip label={props.title}>
      <ActionIcon variant="default" size="md" aria-label={props.title} onClick={props.onClick}>
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}

/** An address for each frame would be too many. */
function tellWhenAtRest(stage: Stage, deeds: { readonly current: { readonly onRest: (at: string) => void } }): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told = writeView(stage.view);
  const hear = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const at = writeView(stage.view);
      if (at !== told) deeds.current.onRest(at);
      told = at;
    }, restMs);
  };
  stage.listeners.add(hear);
  return () => {
    clearTimeout(timer);
    stage.listeners.delete(hear);
  };
}
