// What was refused to a program that is no agent, as lines at the end of its log: nothing else of its run is kept.
import { type Denials, isByTheWay } from '#core/egress/denial.ts';
import { omittedWords, placeOf } from '#core/messages/egress-words.ts';

export const refusalLines = ({ list, omitted }: Denials): readonly string[] => [
  ...list
    .filter((denial) => !isByTheWay(denial))
    .map((denial) => `greenlight: blocked ${placeOf(denial)} by rule ${denial.rule}`),
  ...(omitted === 0 ? [] : [`greenlight: blocked more${omittedWords({ omitted })}`]),
];
