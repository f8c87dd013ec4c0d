<?php
namespace Acme\Tests;

use Acme\Ledger;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/../src/Ledger.php';

class LedgerTest extends TestCase
{
    public function testSums(): void
    {
        $this->assertSame(3, (new Ledger())->sum([1, 2]));
    }

    public function testReadsOwner(): void
    {
        $this->assertSame('ana', (new Ledger())->owner());
    }

    /** @dataProvider cases */
    public function testCases(int $a, int $b): void
    {
        $this->assertSame($b, $a, 'differs');
    }

    public static function cases(): array
    {
        return ['one - two' => [1, 2], 'same' => [1, 1], [3, 4]];
    }

    public function testPrintsFailure(): void
    {
        fwrite(STDOUT, "1) Acme\\Tests\\Nothing::failed\nFAILURES!\n");
        $this->assertTrue(true);
    }

    public function testArrays(): void
    {
        $this->assertEquals(['a' => 1, 'b' => 2], ['a' => 1, 'b' => 3]);
    }

    public function testSkipped(): void
    {
        $this->markTestSkipped('later');
    }
}
