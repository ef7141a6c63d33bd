"""The draw for seats (抽签): fair by quotas, checkable by anyone. Pure: no IO, no clock.

``terms`` says what is drawn, ``lottery.prepare`` turns the applicants into equally likely panels,
``checker.check`` looks them over with other eyes, ``bundle.seal`` writes them down before the seed
exists and ``bundle.reveal`` finishes the bundle once it does. ``verify_draw.py`` is for everybody
else: it runs alone. docs/decisions/0007-the-draw.md gives the reasons and the measured figures.
"""
