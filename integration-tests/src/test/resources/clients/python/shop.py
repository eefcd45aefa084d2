"""A small shop: one handler asks a database, one calls the shop over HTTP, one raises."""

import os

import httpx
from fastapi import FastAPI
from sqlalchemy import create_engine, text

app = FastAPI()
database = create_engine("sqlite://")


@app.get("/items/{item}")
def item(item: int):
    with database.connect() as connection:
        row = connection.execute(text("SELECT :item AS item, 'größe' AS name"), {"item": item}).one()
    return {"item": row.item, "name": row.name}


@app.get("/checkout")
async def checkout():
    async with httpx.AsyncClient() as client:
        response = await client.get(os.environ["SHOP_URL"] + "/items/7")
    return {"bought": response.json()}


@app.get("/broken")
def broken():
    raise ValueError("the shop is closed: 東京 🦀")
