using System.Text.Json.Nodes;
using Passinstance.OpenApi.Checking;

namespace Passinstance.System.Tests.OpenApi;

/// <summary>The comparison of two documents finds each thing an earlier client would trip over, and nothing else.</summary>
[Trait("Category", "Unit")]
public sealed class CompatibilityTests
{
    public static TheoryData<string, string> Breaking => new()
    {
        { "an operation is removed", """{ "paths": { "/things": { "post": null } } }""" },
        { "an operation is renamed", """{ "paths": { "/things": { "post": { "operationId": "makeThing" } } } }""" },
        { "another scope is needed", """{ "paths": { "/things": { "post": { "x-required-scope": "things:admin" } } } }""" },
        { "a parameter is removed", """{ "paths": { "/things": { "get": { "parameters": [] } } } }""" },
        { "a parameter must be sent",
            """
            { "paths": { "/things": { "get": {
              "parameters": [{ "name": "limit", "in": "query", "required": true, "schema": { "type": "integer" } }]
            } } } }
            """ },
        { "a success is no longer answered", """{ "paths": { "/things": { "post": { "responses": { "201": null } } } } }""" },
        { "a member must be sent", """{ "components": { "schemas": { "ThingRequest": { "required": ["name", "kind"] } } } }""" },
        { "a member is taken no longer", """{ "components": { "schemas": { "ThingRequest": { "properties": { "kind": null } } } } }""" },
        { "a value is taken no longer",
            """{ "components": { "schemas": { "ThingRequest": { "properties": { "kind": { "enum": ["a"] } } } } } }""" },
        { "a text must be shorter", """{"components":{"schemas":{"ThingRequest":{"properties":{"name":{"maxLength":50}}}}}}""" },
        { "a member is answered no longer", """{ "components": { "schemas": { "Thing": { "properties": { "size": null } } } } }""" },
        { "a member may be missing", """{ "components": { "schemas": { "Thing": { "required": [] } } } }""" },
        { "a member is of another type",
            """{ "components": { "schemas": { "Thing": { "properties": { "size": { "type": "string" } } } } } }""" },
        { "a member may be null", """{"components":{"schemas":{"Thing":{"properties":{"size":{"type":["integer","null"]}}}}}}""" },
        { "a nested member is gone", """{ "components": { "schemas": { "Part": { "properties": { "weight": null } } } } }""" },
    };

    public static TheoryData<string, string> Harmless => new()
    {
        { "an operation is added", """{ "paths": { "/others": { "get": { "operationId": "listOthers", "responses": {} } } } }""" },
        { "an optional member is taken",
            """{ "components": { "schemas": { "ThingRequest": { "properties": { "color": { "type": "string" } } } } } }""" },
        { "a further value is taken",
            """{ "components": { "schemas": { "ThingRequest": { "properties": { "kind": { "enum": ["a", "b", "c"] } } } } } }""" },
        { "a member is answered",
            """{"components":{"schemas":{"Thing":{"required":["id","size","color"],"properties":{"color":{"type":"string"}}}}}}""" },
        { "a text may be longer", """{"components":{"schemas":{"ThingRequest":{"properties":{"name":{"maxLength":200}}}}}}""" },
        { "a text is reworded", """{ "paths": { "/things": { "post": { "summary": "Make one" } } } }""" },
    };

    [Theory]
    [MemberData(nameof(Breaking))]
    public void A_change_that_breaks_clients_is_found(string change, string patch) =>
        Assert.True(Breaks(patch).Count > 0, $"Not found: {change}");

    [Theory]
    [MemberData(nameof(Harmless))]
    public void A_change_that_does_no_harm_is_let_through(string change, string patch) =>
        Assert.True(Breaks(patch).Count == 0, $"{change}: {string.Join(", ", Breaks(patch))}");

    private static IReadOnlyList<string> Breaks(string patch)
    {
        var after = Before();
        Merge(after, JsonNode.Parse(patch)!.AsObject());
        return Compatibility.Breaks(Before(), after);
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (value is null)
                target.Remove(key);
            else if (value is JsonObject change && target[key] is JsonObject present)
                Merge(present, change);
            else
                target[key] = value.DeepClone();
        }
    }

    private static JsonObject Before() => JsonNode.Parse("""
        {
          "paths": {
            "/things": {
              "get": {
                "operationId": "listThings", "x-required-scope": "things:read",
                "parameters": [{ "name": "limit", "in": "query", "schema": { "type": "integer" } }],
                "responses": { "200": { "content": { "application/json": {
                  "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } }
                } } } }
              },
              "post": {
                "operationId": "createThing", "x-required-scope": "things:write",
                "requestBody": { "required": true, "content": { "application/json": {
                  "schema": { "$ref": "#/components/schemas/ThingRequest" }
                } } },
                "responses": { "201": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } } }
              }
            }
          },
          "components": {
            "schemas": {
              "ThingRequest": {
                "type": "object", "required": ["name"], "additionalProperties": false,
                "properties": { "name": { "type": "string", "maxLength": 100 }, "kind": { "type": "string", "enum": ["a", "b"] } }
              },
              "Thing": {
                "type": "object", "required": ["id", "size"],
                "properties": { "id": { "type": "string" }, "size": { "type": "integer" }, "part": { "$ref": "#/components/schemas/Part" } }
              },
              "Part": { "type": "object", "properties": { "weight": { "type": "number" }, "of": { "$ref": "#/components/schemas/Thing" } } }
            }
          }
        }
        """)!.AsObject();
}
