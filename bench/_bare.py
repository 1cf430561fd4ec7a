"""The floor of `bench web`: a bare Flask page of as many bytes, after one question to the same database."""

import os

from flask import Flask
from sqlalchemy import create_engine, text

app = Flask(__name__)
engine = create_engine(os.environ["DATABASE_URL"])
PAGES = {size: "x" * size for size in map(int, os.environ["BARE_SIZES"].split(","))}
QUESTION = text("SELECT id, name, email FROM users WHERE id = :id")


@app.get("/<int:size>")
def page(size: int) -> str:
    with engine.connect() as connection:
        connection.execute(QUESTION, {"id": 1}).one()
    return PAGES[size]
