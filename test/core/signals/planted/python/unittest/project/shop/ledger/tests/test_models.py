from django.test import TestCase

from ledger.models import Entry


class EntryTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.entry = Entry.objects.create(amount=1)

    def test_amount(self):
        self.assertEqual(Entry.objects.get().amount, 2)

    def test_table(self):
        for amount in (1, 2):
            with self.subTest(amount=amount):
                self.assertEqual(Entry.objects.filter(amount=amount).count(), 1)

    def test_queries(self):
        with self.assertNumQueries(2):
            Entry.objects.count()


class BrokenDataTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.entry = Entry.objects.create(amount=None)

    def test_any(self):
        pass
