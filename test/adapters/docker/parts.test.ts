// The parts of the Docker sandbox that need no engine, and what it says when there is none.
import Docker from 'dockerode';
import { describe, expect, test } from 'vitest';
import { answered } from '#adapters/docker/answered.ts';
import { asPortError } from '#adapters/docker/engine-error.ts';
import { Frames } from '#adapters/docker/frames.ts';
import { namesOf } from '#adapters/docker/names.ts';
import { LogCap } from '#adapters/sandbox/log-cap.ts';
import { PortError } from '#ports/port-error.ts';
import { engineFor } from './engine-for.ts';

describe('Docker frames', () => {
  const frame = (type: number, text: string) => {
    const header = Buffer.alloc(8);
    header[0] = type;
    header.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([header, Buffer.from(text)]);
  };

  test.each([1, 2, 7, 8, 9, 1000])('are split right when they come in pieces of %i bytes', (size) => {
    const stream = Buffer.concat([frame(1, 'out'), frame(2, 'err'), frame(1, ''), frame(1, 'more out')]);
    let [out, err] = ['', ''];
    const frames = new Frames(
      (part) => {
        out += part;
      },
      (part) => {
        err += part;
      },
    );
    for (let at = 0; at < stream.length; at += size) frames.push(stream.subarray(at, at + size));
    expect({ out, err }).toEqual({ out: 'outmore out', err: 'err' });
  });
});

describe('the cap of a log', () => {
  const capped = (maxBytes: number, chunks: readonly string[]) => {
    let text = '';
    const cap = new LogCap(maxBytes, (chunk) => {
      text += Buffer.from(chunk).toString();
    });
    for (const chunk of chunks) cap.take(Buffer.from(chunk));
    cap.end();
    return { text, truncated: cap.truncated };
  };

  test('lets through what fits', () => {
    expect(capped(10, ['01234', '56789'])).toEqual({ text: '0123456789', truncated: false });
  });

  test('keeps head and tail of what does not, and says how much is gone', () => {
    const whole = { text: '01234\n[… 3 bytes left out …]\n89abc', truncated: true };
    expect(capped(10, ['0123456789abc'])).toEqual(whole);
    expect(capped(10, [...'0123456789abc'])).toEqual(whole);
    expect(capped(10, ['0123', '4567', '89abc'])).toEqual(whole);
  });

  test('of nothing lets nothing through', () => {
    expect(capped(0, ['abc'])).toEqual({ text: '\n[… 3 bytes left out …]\n', truncated: true });
    expect(capped(1, ['abc'])).toEqual({ text: 'a\n[… 2 bytes left out …]\n', truncated: true });
  });

  test('keeps the error of a receiver that throws, and goes on taking', () => {
    const failure = new Error('disk full');
    const cap = new LogCap(10, () => {
      throw failure;
    });
    cap.take(Buffer.from('abc'));
    cap.take(Buffer.from('def'));
    cap.end();
    expect(cap.failure).toBe(failure);
  });
});

describe('an engine', () => {
  test('that is not there is a problem that says what to do', async () => {
    const nowhere = new Docker({ socketPath: '/nonexistent/docker.sock' });
    const sandbox = engineFor('any').sandbox({ docker: nowhere });
    const failures = await Promise.all(
      [
        () => sandbox.check(),
        () => sandbox.reap(new Set()),
        () => sandbox.stop('t-a-a1', { collect: true }),
      ].map((call) => call().catch((error: unknown) => error)),
    );
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(PortError);
      expect(failure).toMatchObject({ problem: { code: 'sandbox_unavailable' }, retryable: true });
      expect((failure as PortError).message).toContain('DOCKER_HOST');
    }
    await sandbox.close();
  });

  test('that takes a call and never answers does not hold anybody for ever', async () => {
    const failure = await answered(new Promise(() => undefined), 10).catch((error: unknown) => error);
    expect(asPortError(failure, 'waiting')).toMatchObject({ problem: { code: 'sandbox_unavailable' } });
  });

  test('whose disk is full is a problem of its own', () => {
    const answer = Object.assign(new Error('wrapped'), {
      statusCode: 500,
      json: { message: 'mkdir /var/lib/x: no space left on device' },
    });
    expect(asPortError(answer, 'making a volume')).toMatchObject({
      problem: { code: 'disk_full' },
      retryable: true,
    });
  });

  test('has nothing to do with a bug of ours', () => {
    const bug = new TypeError('x is not a function');
    expect(asPortError(bug, 'anything')).toBe(bug);
  });
});

describe('names', () => {
  test('of an attempt are always the same, of workspaces never', () => {
    const names = namesOf('one');
    expect(names.agent('t-00000000-a2')).toBe('greenlight-one-t-00000000-a2');
    expect(names.once('upper')).not.toBe(names.once('upper'));
  });

  test('that the engine would misread are refused', () => {
    expect(() => namesOf('One/two')).toThrow('instance "One/two"');
    expect(() => namesOf('one').agent('../x')).toThrow('cannot name a container');
  });
});
