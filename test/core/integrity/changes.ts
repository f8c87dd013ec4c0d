// Changes as tests of the guard write them: one file before and after, and what is found in it as "rule path:line".
import { type ChangedText, findWeakenings } from '#core/integrity/guard.ts';

export const changed = (path: string, before: string, after: string): ChangedText => ({
  path,
  before,
  after,
});
export const added = (path: string, after: string): ChangedText => ({ path, before: null, after });
export const deleted = (path: string, before: string): ChangedText => ({ path, before, after: null });

export const foundIn = (...files: ChangedText[]): string[] =>
  findWeakenings(files).map(({ rule, path, line }) => `${rule} ${path}:${line}`);

/** A test in each language, with a body of two assertions; `head` and `body` go where a weakening would. */
export const JS = (over: { head?: string; body?: string; tail?: string } = {}): string =>
  `import { expect, it } from 'vitest';

${over.head ?? "it('settles', async () => {"}
  const total = await settle();
${over.body ?? '  expect(total).toBe(3);\n  expect(total).not.toBe(4);'}
}${over.tail ?? ');'}
`;
export const PYTHON = (over: { head?: string; body?: string } = {}): string =>
  `import pytest

class TestHolds:
${over.head ?? '    def test_settles(self):'}
        total = settle()
${over.body ?? '        assert total == 3\n        assert total != 4'}

    def test_other(self):
        assert other() == 1
`;
export const GO = (over: { head?: string; body?: string } = {}): string =>
  `${over.head ?? ''}package pay

func TestSettles(t *testing.T) {
	total := settle()
${over.body ?? '\tif total != 3 {\n\t\tt.Errorf("got %d", total)\n\t}\n\trequire.Equal(t, 3, total)'}
}
`;
export const RUST = (over: { head?: string; body?: string } = {}): string =>
  `#[cfg(test)]
mod tests {
    use super::*;

    ${over.head ?? '#[test]'}
    fn settles() {
        let total = settle();
${over.body ?? '        assert_eq!(total, 3);\n        assert!(total < 4);'}
    }
}
`;
export const JAVA = (over: { head?: string; body?: string } = {}): string =>
  `class HoldTest {
    ${over.head ?? '@Test'}
    void settles() {
        int total = settle();
${over.body ?? '        assertEquals(3, total);\n        assertTrue(total < 4);'}
    }
}
`;
export const KOTLIN = (over: { head?: string; body?: string } = {}): string =>
  `class HoldTest {
    ${over.head ?? '@Test'}
    fun \`settles in order\`() {
        val total = settle()
${over.body ?? '        assertEquals(3, total)\n        total shouldBe 3'}
    }
}
`;
export const CSHARP = (over: { head?: string; body?: string } = {}): string =>
  `public class HoldTests {
    ${over.head ?? '[Fact]'}
    public void Settles() {
        var total = Settle();
${over.body ?? '        Assert.Equal(3, total);\n        total.Should().Be(3);'}
    }
}
`;
export const RUBY = (over: { head?: string; body?: string } = {}): string =>
  `describe Hold do
  ${over.head ?? "it 'settles' do"}
    total = settle
${over.body ?? '    expect(total).to eq(3)\n    expect(total).to be < 4'}
  end

  it 'cancels' do
    expect(cancel).to eq(1)
  end
end
`;
export const PHP = (over: { head?: string; body?: string } = {}): string =>
  `<?php
class HoldTest extends TestCase {
    ${over.head ?? ''}public function testSettles(): void {
        $total = settle();
${over.body ?? '        $this->assertSame(3, $total);\n        self::assertLessThan(4, $total);'}
    }
}
`;
