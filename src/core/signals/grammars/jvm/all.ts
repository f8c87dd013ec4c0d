// Tools of Java, Kotlin and Scala repositories. Where two claim the same line, the first keeps it.
import type { Grammar } from '../../grammar.ts';
import { checkstyle, detekt, ktlint, pmd, spotbugs, spotless } from './checkstyle.ts';
import { gradleBuild } from './gradle-build.ts';
import { gradleTest } from './gradle-test.ts';
import { javac } from './javac.ts';
import { kotlinc } from './kotlinc.ts';
import { maven } from './maven.ts';
import { surefire } from './surefire.ts';

export const JVM: readonly Grammar[] = [
  surefire,
  gradleTest,
  javac,
  kotlinc,
  checkstyle,
  spotbugs,
  pmd,
  ktlint,
  detekt,
  spotless,
  maven,
  gradleBuild,
];
