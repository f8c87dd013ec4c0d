// Tools of .NET repositories.
import type { Grammar } from '../../grammar.ts';
import { dotnetTest } from './dotnet-test.ts';
import { msbuild } from './msbuild.ts';

export const DOTNET: readonly Grammar[] = [dotnetTest, msbuild];
