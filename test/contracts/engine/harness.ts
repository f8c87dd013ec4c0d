// How a contract suite opens the engine it judges, and what an adapter must give for that.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { TaskEvent } from '#core/events.ts';
import type { Task } from '#core/task/task.ts';
import type { Transition } from '#core/transition.ts';
import type { Clock } from '#ports/clock.ts';
import type { Engine } from '#ports/engine.ts';
import type { Log } from '#ports/log.ts';

export type Decide = (task: Task | undefined, event: TaskEvent) => Transition;

export type EngineParts = {
  readonly transition: Decide;
  readonly clock: Clock;
  readonly log: Log;
  /** Attempts at once. */
  readonly slots: number;
  readonly taskVersion?: number;
};

export type OpenEngine = { readonly engine: Engine; close(): Promise<void> };

/** Opens the engine over whatever it keeps in `folder`; opening it again is a restart. */
export type EngineOpener = (folder: string, parts: EngineParts) => Promise<OpenEngine>;

/** An adapter's module for the suite: child processes import it by its URL. */
export type EngineModule = { readonly openEngine: EngineOpener };

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-engine-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Collects what a log is told, to assert that failures are loud. */
export function recordingLog(): Log & {
  readonly lines: { level: string; message: string; fields: object }[];
} {
  const lines: { level: string; message: string; fields: object }[] = [];
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, fields });
  };
  const log = { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { ...log, child: () => ({ ...log, child: () => log }) as unknown as Log };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
