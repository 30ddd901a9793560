"""Children's ages and stages, and grown people's ages, as practitioners write them: '8 months', '3yo', 'Year 4', 'dob 3/4/19'."""

from bot.nlu.entities.age.finder import find_children
from bot.nlu.entities.age.grown import find_grown

__all__ = ["find_children", "find_grown"]
