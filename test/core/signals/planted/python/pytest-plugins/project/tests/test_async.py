import asyncio

import pytest


@pytest.fixture
async def session():
    raise ConnectionError("no database")


@pytest.mark.asyncio
async def test_fetches():
    await asyncio.sleep(0)
    assert await asyncio.sleep(0, 1) == 2


@pytest.mark.asyncio
async def test_with_session(session):
    pass


@pytest.mark.asyncio
async def test_times_out():
    async with asyncio.timeout(0.01):
        await asyncio.sleep(5)
