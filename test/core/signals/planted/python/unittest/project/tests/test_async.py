import asyncio
import unittest


async def fetch():
    await asyncio.sleep(0)
    raise TimeoutError("the bank did not answer")


class TestAsync(unittest.IsolatedAsyncioTestCase):
    async def test_fetches(self):
        await fetch()

    async def test_equal(self):
        self.assertEqual(await asyncio.sleep(0, 1), 2)
