//! The door as JSON, for a page: one command is written and one answer read, so that a page holds the code of what it asks and of no
//! other command; what [`crate::Command`] and [`crate::Reply`] write and read is the same text. An answer is read by the names of its
//! fields alone: half the code of a reader that also takes lists for structs and says in words what is wrong.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer, forward_to_deserialize_any};
use serde_json::{Map, Value};

use crate::Ask;

/// The text of a command; none for one that JSON cannot hold (there is none).
#[must_use]
pub fn command<C: Ask>(command: &C) -> Option<String> {
    serde_json::to_string(&Named(C::NAME, command)).ok()
}

/// The answer to a command out of a reply; none when it answers something else.
#[must_use]
pub fn answer<C: Ask>(reply: &Value) -> Option<C::Answer> {
    read(reply.get(in_json(C::NAME))?)
}

/// Reads a value; none when it is not one of this type.
#[must_use]
pub fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(Reader(value)).ok()
}

/// What a command and its answer are called in JSON: `SessionStatus` is `{"session_status": …}`.
#[must_use]
pub fn in_json(name: &str) -> String {
    let mut written = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !written.is_empty() {
            written.push('_');
        }
        written.push(letter.to_ascii_lowercase());
    }
    written
}

struct Named<'a, C>(&'static str, &'a C);

impl<C: Serialize> Serialize for Named<'_, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(&in_json(self.0), self.1)?;
        map.end()
    }
}

/// It is not what was to be read.
#[derive(Debug)]
struct Other;

impl std::fmt::Display for Other {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("something else")
    }
}

impl std::error::Error for Other {}

impl Error for Other {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Other
    }
}

struct Reader<'de>(&'de Value);

macro_rules! numbers {
    ($( $deserialize:ident $get:ident $visit:ident ),*) => { $(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
            visitor.$visit(self.0.$get().ok_or(Other)?)
        }
    )* };
}

macro_rules! texts {
    ($( $deserialize:ident ),*) => { $(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
            visitor.visit_borrowed_str(self.0.as_str().ok_or(Other)?)
        }
    )* };
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Other;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(is) => visitor.visit_bool(*is),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().ok_or(Other)?),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => visitor.visit_seq(Items(items.iter())),
            Value::Object(fields) => visitor.visit_map(Fields::of(fields)),
        }
    }

    numbers!(
        deserialize_bool as_bool visit_bool,
        deserialize_u8 as_u64 visit_u64,
        deserialize_u16 as_u64 visit_u64,
        deserialize_u32 as_u64 visit_u64,
        deserialize_u64 as_u64 visit_u64,
        deserialize_i8 as_i64 visit_i64,
        deserialize_i16 as_i64 visit_i64,
        deserialize_i32 as_i64 visit_i64,
        deserialize_i64 as_i64 visit_i64,
        deserialize_f32 as_f64 visit_f64,
        deserialize_f64 as_f64 visit_f64
    );

    texts!(deserialize_char, deserialize_str, deserialize_string);

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Other> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        visitor.visit_seq(Items(self.0.as_array().ok_or(Other)?.iter()))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Other> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        visitor.visit_map(Fields::of(self.0.as_object().ok_or(Other)?))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Other> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Other> {
        visitor.visit_enum(Variant::of(self.0)?)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        self.0.as_null().ok_or(Other)?;
        visitor.visit_unit()
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { bytes byte_buf unit_struct tuple_struct identifier }
}

struct Items<'de>(std::slice::Iter<'de, Value>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Other;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Other> {
        self.0.next().map(|item| seed.deserialize(Reader(item))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Fields<'de> {
    rest: serde_json::map::Iter<'de>,
    value: Option<&'de Value>,
}

impl<'de> Fields<'de> {
    fn of(fields: &'de Map<String, Value>) -> Fields<'de> {
        Fields {
            rest: fields.iter(),
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Other;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Other> {
        let Some((name, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Other> {
        seed.deserialize(Reader(self.value.take().ok_or(Other)?))
    }
}

/// `"name"` or `{"name": value}`.
struct Variant<'de> {
    name: &'de str,
    value: Option<&'de Value>,
}

impl<'de> Variant<'de> {
    fn of(value: &'de Value) -> Result<Variant<'de>, Other> {
        if let Some(name) = value.as_str() {
            return Ok(Variant { name, value: None });
        }
        let mut fields = value.as_object().ok_or(Other)?.iter();
        match (fields.next(), fields.next()) {
            (Some((name, value)), None) => Ok(Variant {
                name,
                value: Some(value),
            }),
            _ => Err(Other),
        }
    }

    fn held(self) -> Result<Reader<'de>, Other> {
        self.value.map(Reader).ok_or(Other)
    }
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Other;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), Other> {
        let variant = seed.deserialize(BorrowedStrDeserializer::new(self.name))?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Other;

    fn unit_variant(self) -> Result<(), Other> {
        self.value.is_none_or(Value::is_null).then_some(()).ok_or(Other)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Other> {
        seed.deserialize(self.held()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Other> {
        self.held()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Other> {
        self.held()?.deserialize_map(visitor)
    }
}
