import asyncio

from pulsemeter.cli.vouchers import vouchers_in
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.vendor_return import voucher_of
from pulsemeter.storage.sqlite import open_stores


def test_vouchers_are_found_in_lists_of_several_kinds():
    voucher = voucher_of("a" * 24)
    text = (
        f'id,voucher\n17,{voucher.lower()}\n"18";"{voucher}"\n19\t{voucher}\n{voucher}\n\n20,none\n'
    )
    assert vouchers_in(text) == [voucher] * 4


def test_a_vendors_list_is_checked_without_saying_whose(command):
    code = command.session()
    given, never = voucher_of("a" * 24), voucher_of("b" * 24)

    async def give():
        opened = open_stores(command.data)
        await opened.stores.credentials.add_voucher(code, secret_hash(given))
        await opened.close()

    asyncio.run(give())
    listed = command.folder / "list.csv"
    listed.write_text(f"id,voucher\n1,{given}\n2,{never}\n3,{given}\n", "utf-8")
    said = command.fine("vouchers", code.lower(), "--check", listed).output
    assert f"Given in session {code}: 1 of 2 vouchers." in said
    assert f"1 not given here: {never}" in said
    assert f"1 listed more than once: {given}" in said
    assert "NOSUCH" in command.refused("vouchers", "NOSUCH", "--check", listed)
