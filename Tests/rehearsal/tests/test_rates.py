"""The limit on requests a second."""

from client import Case


class Rates(Case):
    """The control plane of an account."""

    def test_the_control_plane_takes_so_many_requests_a_second(self):
        _, ci = self.published(2)
        self.settings(control_requests_per_second=2)
        answers = [ci.configuration() for _ in range(8)]
        self.assertEqual(answers[0].status, 200)
        self.refused(answers[-1], 429, "TooManyRequestsException", "Rate exceeded")
        # A write that is refused so has no effect, and invocations have limits of their own.
        before = self.server.control("state?function=f")
        while ci.touch(FunctionVersion="2").status == 200:
            before = self.server.control("state?function=f")
        self.assertEqual(self.server.control("state?function=f"), before)
        self.assertEqual(ci.invoke(qualifier="1").status, 200)
        self.assertFalse(self.server.log()[-2]["applied"])
        self.settings(control_requests_per_second=0)
        self.assertEqual(ci.configuration().status, 200)
