"""Keys: each identity under its own, bound to its id; the master key alone opens them."""

import pytest

from vault.locking import BLOCK, BadKey, Index, MasterKey, new_key, seal, unseal

ID, OTHER = "r-220122-aaaaaaaaaa", "r-220122-bbbbbbbbbb"


def test_what_was_sealed_opens_with_its_key_and_id_alone() -> None:
    key, content = new_key(), "李桂兰".encode()
    sealed = seal(key, content, ID)
    assert unseal(key, sealed, ID) == content
    assert content not in sealed
    for wrong in ((new_key(), sealed, ID), (key, sealed, OTHER), (key, sealed[:-1] + bytes([sealed[-1] ^ 1]), ID)):
        with pytest.raises(BadKey):
            unseal(*wrong)


def test_the_same_identity_twice_looks_different_and_its_length_says_little() -> None:
    key = new_key()
    assert seal(key, b"a", ID) != seal(key, b"a", ID)
    assert len(seal(key, b"a", ID)) == len(seal(key, b"a" * (BLOCK - 10), ID))


def test_a_wrapped_key_is_bound_to_its_person_and_its_master() -> None:
    master, key = MasterKey.make(), new_key()
    wrapped = master.wrap(key, ID)
    assert master.unwrap(wrapped, ID) == key
    for other, id in ((master, OTHER), (MasterKey.make(), ID)):
        with pytest.raises(BadKey):
            other.unwrap(wrapped, id)
    with pytest.raises(BadKey):
        master.unwrap_index(wrapped)


@pytest.mark.parametrize("text", ["", "ab", "g" * 64, "a" * 63, "不是十六进制"])
def test_a_bad_master_key_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(BadKey) as caught:
        MasterKey.read(text)
    assert not text or text not in str(caught.value)


def test_keys_are_in_no_repr() -> None:
    master, index = MasterKey.make(), Index(new_key())
    assert master.text() not in repr(master)
    assert str(index.key) not in repr(index)
    assert MasterKey.read(master.text() + "\n") == master
