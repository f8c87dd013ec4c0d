// Gemini generateContent and streamGenerateContent: every piece of a stream tells the usage so far.
import { type Answer, type Api, type Ask, countSteps, newId, pieces, type StreamPart } from '../ask.ts';
import { type Json, record, records, string, textOf } from '../json.ts';
import type { TokenCounts } from '../script.ts';

const saidIn = ({ role, parts }: Json): string =>
  role === 'model' ? '' : textOf(records(parts).map(({ text }) => string(text)));

export const gemini: Api = {
  name: 'gemini',
  path: /\/models\/[^/]+:(generateContent|streamGenerateContent)$/,
  read(body, path): Ask {
    const contents = records(body.contents);
    return {
      model: /\/models\/([^/:]+):/.exec(path)?.[1] ?? '',
      isStream: path.endsWith(':streamGenerateContent'),
      text: contents.map(saidIn).join('\n'),
      stepsDone: countSteps(contents, {
        text: saidIn,
        results: ({ parts }) => records(parts).filter((part) => part.functionResponse !== undefined).length,
      }),
      tools: records(body.tools)
        .flatMap(({ functionDeclarations }) => records(functionDeclarations))
        .map((tool) => ({
          name: string(tool.name),
          kind: 'function',
          schema: record(tool.parametersJsonSchema ?? tool.parameters),
        })),
      wantsUsage: true,
    };
  },
  whole: (_ask, answer) => reply(partsOf(answer), answer.usage, 'STOP'),
  *stream(_ask, answer): Iterable<StreamPart> {
    const { usage } = answer;
    const begun = usage === null ? null : { ...usage, output: 1 };
    for (const text of pieces(answer.say ?? '')) yield { data: reply([{ text }], begun) };
    yield { data: reply(partsOf({ ...answer, say: '' }), usage, 'STOP') };
  },
};

const partsOf = ({ say, call }: Answer): readonly Json[] => [
  ...(say === undefined ? [] : [{ text: say }]),
  ...(call === undefined
    ? []
    : [
        {
          functionCall: { id: newId('call'), name: call.name, args: call.args },
          thoughtSignature: 'c2lnbmVk',
        },
      ]),
];

const reply = (parts: readonly Json[], usage: TokenCounts | null, finishReason?: string) => ({
  candidates: [
    {
      index: 0,
      content: { role: 'model', parts },
      ...(finishReason === undefined ? {} : { finishReason }),
    },
  ],
  ...(usage === null ? {} : { usageMetadata: usageOf(usage) }),
  modelVersion: 'scripted',
});

const usageOf = ({ input, output, cacheRead, cacheWrite }: TokenCounts) => ({
  promptTokenCount: input + cacheRead + cacheWrite,
  cachedContentTokenCount: cacheRead,
  candidatesTokenCount: output,
  totalTokenCount: input + cacheRead + cacheWrite + output,
});
