// One job's raw log in any chunks -> what is told of it. Pure; memory stays bounded for logs of any length.
import type { Redacted } from '../../redact.ts';
import { candidatesOf } from '../evidence/candidates.ts';
import type { GreenLog } from '../evidence/green-diff.ts';
import type { Grammar } from '../grammar.ts';
import { STEP_FAILED } from '../log-lines.ts';
import { grammarMarks, type LogReading, readLog } from '../read-job.ts';
import { decoding } from '../reading/decoding.ts';
import { JobReader, type ReadLog } from '../reading/job-reader.ts';
import { type RawLine, textLines } from '../reading/text-lines.ts';
import { changedVersions } from '../versions/changed-versions.ts';
import { safeVersions } from '../versions/tool-versions.ts';
import type { JobLogFacts, JobReading, LogSeen } from './job-reading.ts';
import { KeptLog } from './kept-log.ts';
import { LineTimes } from './line-times.ts';
import { MAX_KEPT_FINDINGS, shortCandidates, shortened, textsAround } from './shortened.ts';
import { toldSteps } from './told-steps.ts';

export type JobLogOptions = {
  readonly redact: (text: string) => Redacted;
  /** What is kept of it to be shown and read on. */
  readonly keptBytes: number;
  /** What is read of any log; the rest is counted. */
  readonly maxBytes: number;
  readonly green?: GreenLog | undefined;
};

/** As the runner prints it when a step adds problem matchers; an echo of the script has colours before it. */
const ADDED_MATCHER = /^(?:\ufeff?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z )?##\[add-matcher\](\S.{0,499})$/;
const MAX_ADDED = 20;
const MAX_ERRORS_ELSEWHERE = 200;

export class JobLog {
  readonly #facts: JobLogFacts;
  readonly #options: JobLogOptions;
  readonly #decoder = decoding();
  readonly #times = new LineTimes();
  readonly #job = new JobReader(grammarMarks());
  readonly #kept: KeptLog;
  readonly #added = new Set<string>();
  readonly #lines = textLines((line) => this.#see(line));
  #unreadBytes = 0;

  constructor(facts: JobLogFacts, options: JobLogOptions) {
    this.#facts = facts;
    this.#options = options;
    this.#kept = new KeptLog(options.keptBytes);
  }

  push(chunk: Uint8Array): void {
    const room = Math.max(0, this.#options.maxBytes - this.#decoder.bytes);
    this.#unreadBytes += Math.max(0, chunk.byteLength - room);
    if (room > 0) this.#lines.push(this.#decoder.push(chunk.subarray(0, room)));
  }

  /** Files of problem matchers that the workflow added, as it named them. After the last chunk. */
  addedMatchers(): readonly string[] {
    this.#lines.push(this.#decoder.end());
    this.#lines.end();
    return [...this.#added];
  }

  /** After `addedMatchers`. `matchers` are read before the grammars of the house. */
  end(matchers: readonly Grammar[], notes: readonly string[]): JobReading {
    let redactions = 0;
    const redact = (text: string): string => {
      const { text: safe, count } = this.#options.redact(text);
      redactions += count;
      return safe;
    };
    const log = this.#job.end();
    const { job, failedStep, steps, hasFailed } = this.#facts;
    let isToldByApi = false;
    const reading = readLog(
      log,
      { job, failedStep, truncated: this.#isCut(log) },
      {
        hasFailed,
        redact,
        extraGrammars: matchers,
        green: this.#options.green,
        told: (all) => {
          const told = steps === null ? undefined : toldSteps(all, steps, this.#times);
          isToldByApi = told !== undefined;
          return told;
        },
      },
    );
    redactions += log.privateKeys;
    const kept = this.#kept.end((text) => this.#options.redact(text).text);
    const seen = { ...this.#seen(log, reading), isToldByApi, redactions, notes };
    const now = safeVersions(log.versions, this.#options.redact);
    const changed = changedVersions(this.#options.green?.versions ?? {}, now);
    return { ...this.#told(reading), kept, seen, changedVersions: changed };
  }

  #see(line: RawLine): void {
    this.#times.see(line);
    this.#kept.add(line);
    this.#job.push(line);
    if (!line.text.includes('##[add-matcher]') || this.#added.size >= MAX_ADDED) return;
    const path = ADDED_MATCHER.exec(line.text)?.[1];
    if (path !== undefined) this.#added.add(path);
  }

  #isCut(log: ReadLog): boolean {
    return this.#unreadBytes > 0 || log.steps.some(({ retained }) => retained.holes().length > 0);
  }

  #told(reading: LogReading): Omit<JobReading, 'kept' | 'seen' | 'changedVersions'> {
    const { end, ended, steps } = reading;
    const findings = shortened(reading.findings);
    const candidates = shortCandidates(candidatesOf(steps, reading.findings, this.#options.green));
    const elsewhere = steps
      .filter(({ isRead }) => !isRead)
      .flatMap(({ lines }) => lines.filter(({ mark, text }) => mark === 'error' && !STEP_FAILED.test(text)));
    return {
      findings,
      candidates,
      texts: textsAround(findings, candidates, steps),
      end,
      ended,
      errorsElsewhere: elsewhere.slice(0, MAX_ERRORS_ELSEWHERE).map(({ text }) => text.slice(0, 1_000)),
    };
  }

  #seen(log: ReadLog, reading: LogReading): Omit<LogSeen, 'isToldByApi' | 'redactions' | 'notes'> {
    const holes = log.steps.flatMap((step) => step.retained.holes());
    const { green } = this.#options;
    const found = reading.findings.length;
    return {
      bytes: this.#decoder.bytes + this.#unreadBytes,
      lines: log.lines,
      unreadBytes: this.#unreadBytes,
      droppedLines: holes.reduce((sum, { lines }) => sum + lines, 0),
      droppedBytes: holes.reduce((sum, { chars }) => sum + chars, 0) + log.cutChars,
      steps: {
        seen: log.steps.filter(({ kind }) => kind !== 'after').length,
        failed: log.steps.filter(({ failed }) => failed !== undefined).length,
        read: reading.steps.filter(({ isRead }) => isRead).length,
      },
      failures: { found, kept: Math.min(found, MAX_KEPT_FINDINGS) },
      green: green === undefined ? null : { lines: green.size, isWhole: !green.isFull },
    };
  }
}
