// kotlinc: `e: file:///a/A.kt:3:5 message` below Gradle, the older `e: /a/A.kt: (3, 5): message`, `A.kt:3:5: error: message` alone.
import type { Grammar } from '../../grammar.ts';
import { distinct, problemsIn } from '../problem-lines.ts';

const GRADLE =
  /^e: (?:\[ksp\] )?(?:warning: )?(?:file:\/\/)?(?<file>\/?(?:[A-Za-z]:)?[^:\s][^:]{0,500}\.(?:kts?|java)):(?<line>\d{1,7}):(?<column>\d{1,7}):? (?<message>.{1,4000})$/;
const OLD =
  /^e: (?:file:\/\/)?(?<file>(?:[A-Za-z]:)?[^:\s][^:]{0,500}\.kts?): \((?<line>\d{1,7}), (?<column>\d{1,7})\): (?<message>.{1,4000})$/;
const ALONE =
  /^(?<file>(?:[A-Za-z]:)?[^:\s][^:]{0,500}\.kts?):(?<line>\d{1,7}):(?<column>\d{1,7}): error: (?<message>.{1,4000})$/;
const PLACELESS = /^e: (?!warnings found)(?![^\s]{0,300}:\d)(?:\[\w{1,20}\] )?(?<message>\S.{1,4000})$/;
const STRICT = /^e: (?:error: )?warnings found and -Werror specified/;
const WARNING =
  /^w: (?:file:\/\/)?(?<file>\/?(?:[A-Za-z]:)?[^:\s][^:]{0,500}\.kts?)(?::(?<line>\d{1,7}):(?<column>\d{1,7}):?|: \(\d{1,7}, \d{1,7}\):) (?<message>.{1,4000})$/;

export const kotlinc: Grammar = {
  tool: 'kotlinc',
  marks: ['e: ', '.kt:', '.kts:'],
  read(lines) {
    const placed = [GRADLE, OLD, ALONE].flatMap((pattern) => problemsIn(lines, 'compile', pattern));
    const strict = lines.some(({ text }) => STRICT.test(text)) ? problemsIn(lines, 'compile', WARNING) : [];
    const warnings = strict.map((finding) => ({ ...finding, severity: 'warning' as const }));
    const all = [...placed, ...warnings];
    const hasKotlin = lines.some(({ text }) => /compile\w{0,40}Kotlin|\.kts?\b/.test(text));
    const rest = all.length === 0 && hasKotlin ? problemsIn(lines, 'compile', PLACELESS) : [];
    return { findings: distinct([...all, ...rest]).toSorted((a, b) => a.from - b.from) };
  },
};
