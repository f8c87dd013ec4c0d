from django.test import SimpleTestCase


class ViewTests(SimpleTestCase):
    def test_home(self):
        """The home page answers"""
        response = self.client.get("/")
        self.assertContains(response, "welcome")

    def test_total(self):
        self.client.get("/total/")

    def test_fine(self):
        self.assertEqual(self.client.get("/").status_code, 200)


class OtherTests(SimpleTestCase):
    def test_text(self):
        self.assertHTMLEqual("<b>1</b>", "<b>2</b>")
