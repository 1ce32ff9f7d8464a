"""Every printed word, number and date, in Indonesian and English.

Takes keys and values, gives text. May import `errors` only.
"""

from berdaya.words.problems import hint, message, problem_line
from berdaya.words.say import LANGUAGES, Language, say

__all__ = ["LANGUAGES", "Language", "hint", "message", "problem_line", "say"]
